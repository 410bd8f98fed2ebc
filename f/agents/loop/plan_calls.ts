import { CodedError, type ErrorRecord, toErrorRecord } from '../../lib/errors.ts'
import type { Report } from '../../lib/events.ts'
import { deriveId } from '../../lib/ids.ts'
import type { ToolCall } from '../../lib/llm/index.ts'
import { type PinnedRunnable, type PinnedTool, transferTool } from '../closure/index.ts'
import { checkValue, type Judge } from '../guardrails/index.ts'
import { type BoardTask, checkBoard, loopOf } from '../team/index.ts'
import { holds } from '../tools/expression.ts'
import type { Begun, Plan, PlannedCall } from './begun.ts'
import { readArguments } from './check_arguments.ts'

/** What a plan is made with. */
export interface PlanSources {
  judge: Judge
  /** Whether the pinned version is the live one. */
  isLive(runnable: PinnedRunnable): Promise<boolean>
}

/** The tool calls of one answer. */
export interface ToolCalls {
  turn: number
  wanted: ToolCall[]
  tools: PinnedTool[]
  /** How many may still be called. */
  left: number
}

/**
 * What is to be done about each tool call of an answer. A call that cannot be made (an unknown tool, arguments that do
 * not fit, one too many) is refused, and its error goes back to the model; so is one that a guard blocks. Guards see the
 * arguments before a person is asked, and what they mask is masked for everybody. Answers what the guards found too.
 */
export async function planCalls(
  begun: Begun,
  calls: ToolCalls,
  sources: PlanSources,
): Promise<{ planned: PlannedCall[]; findings: Report[] }> {
  const findings: Report[] = []
  const planned = await Promise.all(
    calls.wanted.map(async (wanted, index): Promise<PlannedCall> => {
      const place = `${calls.turn}.${index + 1}`
      const id = deriveId(begun.run.run_id, place)
      const call = { id, call_id: wanted.id, place, tool: wanted.name, arguments: {} }
      try {
        if (index >= calls.left) throw tooMany(begun)
        const tool = knownTool(wanted.name, calls.tools)
        call.arguments = readArguments(wanted.arguments, tool.parameters)
        const guards = begun.agent.definition.guardrails.tools.filter(({ tools }) => tools?.includes(tool.name) ?? true)
        const checked = await checkValue(guards, call.arguments, sources.judge)
        call.arguments = checked.value
        for (const [nth, finding] of checked.findings.entries()) {
          const message = `A guard on ${tool.name} (${finding.action}): ${finding.reason}`
          const data = { tool: tool.name, call: id, ...finding }
          findings.push({ ...GUARD_EVENT, key: `${place}/guard/${nth}`, step: place, message, data })
        }
        const blocked = checked.findings.find(({ action }) => action === 'block')
        if (blocked) throw new CodedError('GUARDRAIL_BLOCKED', blocked.reason)
        const asked = checked.findings.find(({ action }) => action === 'ask')?.reason ?? askReason(tool, call.arguments)
        return { ...call, ...(await planOne(begun, tool, call.arguments, asked, sources)) }
      } catch (error) {
        return { ...call, plan: 'refuse', error: toErrorRecord(error) }
      }
    }),
  )
  return { planned: onlyOneTransfer(begun, planned), findings }
}

const GUARD_EVENT = { type: 'GUARDRAIL_ACTED', level: 'warn' } as const

async function planOne(
  { run, agent }: Begun,
  { target, parameters }: PinnedTool,
  args: Record<string, unknown>,
  asked: string | undefined,
  { isLive }: PlanSources,
): Promise<Plan> {
  if (target.kind === 'board') {
    const tasks = args.tasks as BoardTask[]
    checkBoard(tasks)
    const live = await Promise.all(agent.members.map(async ({ name, target }) => [name, await isLive(target.runnable)]))
    return { plan: 'board', tasks, live: Object.fromEntries(live) }
  }
  const loop = target.kind === 'agent' ? loopOf(run.path, target.agent) : undefined
  if (loop) throw loop
  if (asked !== undefined) return { plan: 'ask', target, reason: asked, parameters }
  return { plan: 'call', target, live: await isLive(target.runnable) }
}

/** Why a person is asked about a call, where the tool says so. */
function askReason({ approval, name }: PinnedTool, args: object): string | undefined {
  if (approval === 'never') return undefined
  if (approval === 'always') return `${name} asks before each call`
  return holds(approval.when, args) ? `${name} asks when ${approval.when}` : undefined
}

function knownTool(name: string, tools: PinnedTool[]): PinnedTool {
  const tool = tools.find((each) => each.name === name)
  if (tool) return tool
  const there = tools.length > 0 ? `there are: ${tools.map((each) => each.name).join(', ')}` : 'there are none'
  throw new CodedError('UNKNOWN_TOOL', `There is no tool ${name}; ${there}.`)
}

function tooMany({ agent }: Begun): CodedError {
  const { max_tool_calls } = agent.definition.limits
  const message = `All ${max_tool_calls} tool calls of this run are used up. Answer with what there is.`
  return new CodedError('MAX_TOOL_CALLS', message)
}

/** A router hands over once: further transfers of the same answer are refused. */
function onlyOneTransfer({ agent }: Begun, planned: PlannedCall[]): PlannedCall[] {
  if (agent.definition.mode !== 'route') return planned
  const first = planned.find((call) => isTransfer(agent, call) && call.plan !== 'refuse')
  const error: ErrorRecord = {
    ...{
      code: 'ONE_TRANSFER',
      message: `The request went to ${first?.tool}; it goes to one member only.`,
      details: {},
    },
  }
  return planned.map((call) => {
    if (call === first || !isTransfer(agent, call) || call.plan === 'refuse') return call
    const { id, call_id, place, tool } = call
    return { id, call_id, place, tool, arguments: call.arguments, plan: 'refuse', error }
  })
}

/** Whether a call hands the whole request over to a member. */
export const isTransfer = ({ definition, members }: Begun['agent'], { tool }: Pick<PlannedCall, 'tool'>): boolean =>
  definition.mode === 'route' && members.some(({ name }) => tool === transferTool(name))
