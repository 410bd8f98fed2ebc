import type { ToolDefinition } from '../../lib/llm/index.ts'

/*
 * The tools as the model sees them. The scripts in tools/ check what comes with zod; a test holds both against each
 * other. They are written out so that the router, which is run again after each of its steps, does not load zod.
 */

const NAME = '^[a-z][a-z0-9_]*$'
const PATH = '^[fu]\\/[A-Za-z0-9_-]+\\/[A-Za-z0-9_/-]+$'
const open = { type: 'object', propertyNames: { type: 'string' }, additionalProperties: {} }

const script: ToolDefinition = {
  name: 'create_windmill_script',
  description: 'Writes a script, deploys it and runs it once. A name that exists gets a new version.',
  parameters: {
    type: 'object',
    properties: {
      name: { type: 'string', maxLength: 60, pattern: NAME, description: 'The last part of its path, in snake_case' },
      language: {
        type: 'string',
        description: 'bun for TypeScript; bash, python3, postgresql and others where they run',
      },
      code: { type: 'string', minLength: 1, maxLength: 100000, description: 'The whole code, with an exported main' },
      description: { type: 'string', description: 'What it does, in a sentence' },
      arguments: { ...open, description: 'Arguments of its first run, by name' },
    },
    required: ['name', 'language', 'code', 'description'],
  },
}

const flow: ToolDefinition = {
  name: 'create_windmill_flow',
  description: 'Puts steps into a flow, deploys it and runs it once. A name that exists gets a new version.',
  parameters: {
    type: 'object',
    properties: {
      name: { type: 'string', maxLength: 60, pattern: NAME, description: 'The last part of its path, in snake_case' },
      steps: {
        minItems: 1,
        maxItems: 50,
        type: 'array',
        items: {
          type: 'object',
          properties: {
            id: { type: 'string', maxLength: 60, pattern: NAME, description: 'Its name in the flow, in snake_case' },
            summary: { type: 'string', description: 'What it does' },
            script_path: { type: 'string', pattern: PATH, description: 'A script or flow that exists; or give code' },
            language: { type: 'string', description: 'The language of code (Default: bun)' },
            code: { type: 'string', minLength: 1, maxLength: 100000, description: 'The code of a step of its own' },
            input_transforms: {
              type: 'object',
              propertyNames: { type: 'string' },
              additionalProperties: {
                oneOf: [
                  {
                    type: 'object',
                    properties: { type: { type: 'string', const: 'static' }, value: {} },
                    required: ['type', 'value'],
                  },
                  {
                    type: 'object',
                    properties: {
                      type: { type: 'string', const: 'javascript' },
                      expr: { type: 'string', minLength: 1 },
                    },
                    required: ['type', 'expr'],
                  },
                ],
              },
              description:
                'Its arguments by name: {type: "static", value} or {type: "javascript", expr}, where results.ID is the result of an earlier step and flow_input.NAME an input of the flow',
            },
          },
          required: ['id'],
        },
        description: 'The steps in their order',
      },
      description: { type: 'string', description: 'What it does, in a sentence' },
      arguments: { ...open, description: 'Inputs of its first run, by name' },
    },
    required: ['name', 'steps', 'description'],
  },
}

const execute: ToolDefinition = {
  name: 'execute_windmill_task',
  description: 'Runs a script or a flow that exists, and answers its result.',
  parameters: {
    type: 'object',
    properties: {
      script_path: { type: 'string', pattern: PATH, description: 'Its whole path, such as u/ada/greet' },
      arguments: { ...open, description: 'Its arguments, by name' },
    },
    required: ['script_path'],
  },
}

const member: ToolDefinition = {
  name: 'ask_member',
  description:
    'Hands work to a member of the team, and answers what came of it. analyst: metrics, visits, followers, reports, engagement, how posts did. social_manager: drafts, schedules and publishes posts for social networks.',
  parameters: {
    type: 'object',
    properties: {
      member: { type: 'string', enum: ['analyst', 'social_manager'], description: 'Who is asked' },
      task: {
        type: 'string',
        minLength: 1,
        maxLength: 20000,
        description: 'What to do, complete in itself: nothing else is seen',
      },
    },
    required: ['member', 'task'],
  },
}

/** The tools of the router; each is the script of its name in f/openanalyst/tools. */
export const TOOLS: readonly ToolDefinition[] = [script, flow, execute, member]
