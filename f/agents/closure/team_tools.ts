import type { AgentDefinition } from '../definition.ts'
import type { PinnedMember, PinnedTool } from './pinned.ts'

/** What handing the conversation over to a member is called; its answer is the team's. */
export const transferTool = (member: string): string => `transfer_to_${member}`.slice(0, 64)
/** What handing a part of the work to a member is called. */
const delegateTool = (member: string): string => `delegate_to_${member}`.slice(0, 64)
const BOARD = 'plan_tasks'

/**
 * The tools that a team's leader has for its members:
 *
 * - route       one to hand over to each; what that member answers is the answer
 * - coordinate  one to delegate to each; the leader goes on with what comes back
 * - tasks       one to fill the board
 * - broadcast   none: everybody is asked before the leader is
 */
export function teamTools(mode: AgentDefinition['mode'], members: PinnedMember[]): PinnedTool[] {
  if (mode === 'route') return members.map(transferTo)
  if (mode === 'coordinate') return members.map(delegateTo)
  return mode === 'tasks' ? [boardTool(members)] : []
}

const task = { type: 'string', description: 'What to do, complete in itself: the member sees nothing else' }

const DELEGATE_PARAMETERS = {
  ...{ type: 'object', properties: { task }, required: ['task'], additionalProperties: false },
}
const TRANSFER_PARAMETERS = {
  type: 'object',
  properties: { task: { ...task, description: "What to do, where the user's own words do not say it" } },
  required: [],
  additionalProperties: false,
}

function transferTo({ name, description, target }: PinnedMember): PinnedTool {
  const about = `Hands the whole request over to ${name}${described(description)}`
  return { name: transferTool(name), description: about, parameters: TRANSFER_PARAMETERS, approval: 'never', target }
}

function delegateTo({ name, description, target }: PinnedMember): PinnedTool {
  const about = `Hands a piece of work to ${name}${described(description)}`
  return { name: delegateTool(name), description: about, parameters: DELEGATE_PARAMETERS, approval: 'never', target }
}

const described = (description: string) => (description ? `: ${description}` : '.')

function boardTool(members: PinnedMember[]): PinnedTool {
  const names = members.map(({ name }) => name)
  const who = members.map(({ name, description }) => `${name}${description ? ` (${description})` : ''}`).join('; ')
  return {
    name: BOARD,
    description: `Puts tasks on the board and has them done, those that depend on no other at the same time. Answers what each came to. Members: ${who}.`,
    parameters: {
      type: 'object',
      properties: {
        tasks: {
          type: 'array',
          minItems: 1,
          maxItems: 50,
          items: {
            type: 'object',
            properties: {
              id: { type: 'string', pattern: '^[a-z0-9_-]{1,40}$', description: 'Its name on the board' },
              member: { type: 'string', enum: names, description: 'Who does it' },
              task,
              depends_on: {
                type: 'array',
                items: { type: 'string' },
                description: 'Ids of tasks that come first; what they came to is told with the task',
              },
            },
            required: ['id', 'member', 'task'],
            additionalProperties: false,
          },
        },
      },
      required: ['tasks'],
      additionalProperties: false,
    },
    approval: 'never',
    target: { kind: 'board' },
  }
}
