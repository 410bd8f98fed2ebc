import { z } from 'zod'
import { faultsOfSchema } from '../lib/json_schema.ts'
import { isPattern } from '../lib/pattern.ts'
import { parseExpression } from './tools/expression.ts'

/*
 * An agent as data. `agentDefinition.parse` fills the defaults in; what stands in the table is what it gave, so that a
 * run, which only imports the types, finds every field there. Unknown fields are refused: a mistyped limit is no limit.
 */

const path = z.string().regex(/^[fu]\/[A-Za-z0-9_-]+\/[A-Za-z0-9_/-]+$/, 'a path such as f/folder/name')
/** A path in which `{user}` may stand for a user's name. */
const userPath = z
  .string()
  .regex(/^[fu]\/(?:\{user\}|[A-Za-z0-9_-]+)\/[A-Za-z0-9_/-]+$/, 'a path such as u/{user}/name')
/** The name of an agent, and what it is called by where another one names it. */
const agentName = z
  .string()
  .max(60)
  .regex(/^[A-Za-z][A-Za-z0-9_-]*$/, 'letters, digits, _ and -, beginning with a letter')
/** What providers accept as the name of a function. */
const toolName = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'up to 64 letters, digits, _ and -')
/** A JSON Schema that a value can be checked against. */
export const jsonSchema = z.record(z.string(), z.unknown()).superRefine((schema, context) => {
  for (const fault of faultsOfSchema(schema)) context.addIssue({ code: 'custom', ...fault })
})

const expression = z
  .string()
  .min(1)
  .superRefine((text, context) => {
    try {
      parseExpression(text)
    } catch (error) {
      context.addIssue({ code: 'custom', message: (error as Error).message })
    }
  })

const modelChoice = z.strictObject({
  name: z.string().min(1).optional().meta({ description: "The model (Default: the provider's chat model)" }),
  provider: path.optional().meta({ description: 'A resource of type llm_provider (Default: f/openanalyst/llm)' }),
})

const model = modelChoice.extend({
  fallbacks: z.array(modelChoice).max(5).default([]).meta({
    description: 'Asked in this order when the provider before fails',
  }),
  temperature: z.number().min(0).max(2).optional(),
  max_tokens: z.int().positive().optional().meta({ description: 'Most tokens of one answer' }),
})

const approval = z
  .union([z.enum(['always', 'never']), z.strictObject({ when: expression })])
  .default('never')
  .meta({
    description: 'Whether a person is asked before a call: always, never, or when an expression on `args` is true',
  })

const named = { name: toolName.optional(), description: z.string().optional() }

const tool = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('script'), path, ...named, approval }),
  z.strictObject({ kind: z.literal('flow'), path, ...named, approval }),
  z.strictObject({ kind: z.literal('agent'), agent: agentName, ...named, approval }),
  z.strictObject({
    kind: z.literal('mcp'),
    resource: userPath.meta({
      description: 'A resource of type mcp_server. `{user}` in it is the user whose run it is: u/{user}/mail',
    }),
    include: z.array(z.string()).optional().meta({ description: 'Only these of its tools' }),
    exclude: z.array(z.string()).optional().meta({ description: 'All but these' }),
    approval,
  }),
  z.strictObject({
    kind: z.literal('builtin'),
    name: z.enum([
      'create_windmill_script',
      'create_windmill_flow',
      'execute_windmill_task',
      'get_job_result',
      'search_workspace',
      'remember',
      'forget',
    ]),
    approval,
  }),
])

const member = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('agent'), agent: agentName, ...named }),
  z.strictObject({
    kind: z.literal('flow'),
    path,
    ...named,
    input: z.string().default('task').meta({ description: 'The input of the flow that gets the task, a text' }),
  }),
])

const guard = { reason: z.string().optional().meta({ description: 'Kept with what it stopped' }) }
const patternGuard = z.strictObject({
  kind: z.literal('pattern'),
  pattern: z
    .string()
    .min(1)
    .refine((text) => isPattern(text), 'not a regular expression'),
  flags: z
    .string()
    .regex(/^[imsu]*$/)
    .default('i'),
  replacement: z.string().default('[masked]').meta({ description: 'What stands for each match when it masks' }),
  action: z.enum(['block', 'mask', 'ask']),
  ...guard,
})
const schemaGuard = z.strictObject({
  kind: z.literal('schema'),
  schema: jsonSchema.meta({ description: 'What fits this passes; a text is taken as JSON when it is JSON' }),
  action: z.enum(['block', 'ask']),
  ...guard,
})
const modelGuard = z.strictObject({
  kind: z.literal('model'),
  instructions: z.string().min(1).meta({ description: 'What must not pass, in words' }),
  model: modelChoice.optional(),
  action: z.enum(['block', 'mask', 'ask']),
  ...guard,
})
const guards = z.array(z.discriminatedUnion('kind', [patternGuard, schemaGuard, modelGuard])).default([])
const onTools = { tools: z.array(toolName).optional().meta({ description: 'Only calls of these (Default: all)' }) }
const toolGuards = z
  .array(
    z.discriminatedUnion('kind', [
      patternGuard.extend(onTools),
      schemaGuard.extend(onTools),
      modelGuard.extend(onTools),
    ]),
  )
  .default([])

const learning = z.enum(['off', 'auto', 'propose']).default('off')

/** How a team may work; what each means stands in `team_tools`. */
export const TEAM_MODES = ['route', 'coordinate', 'broadcast', 'tasks'] as const

/** The schema of an agent: takes an AgentInput, gives an AgentDefinition. Says all that is wrong at once (ZodError). */
export const agentDefinition = z
  .strictObject({
    name: agentName,
    description: z.string().default('').meta({ description: 'What it is for; a team leader chooses by it' }),
    instructions: z.string().default(''),
    model: model.prefault({}),
    tools: z.array(tool).default([]),
    members: z.array(member).default([]),
    mode: z
      .preprocess((mode) => (mode === 'collaborate' ? 'broadcast' : mode), z.enum(TEAM_MODES).optional())
      .meta({ description: 'How a team works; `collaborate` is another name of `broadcast`' }),
    delegation: z
      .strictObject({
        before: path.optional().meta({
          description: 'A script {from, to, task, path} → {veto: reason} or {task}, run before each delegation',
        }),
      })
      .prefault({}),
    memory: z
      .strictObject({
        conversation: z
          .strictObject({
            last_messages: z.int().min(0).max(500).default(20),
            summarize_after_tokens: z.int().min(200).default(8000),
          })
          .prefault({}),
        facts: learning,
        learned: learning,
        top_k: z.int().min(0).max(50).default(5).meta({ description: 'How many memories are recalled' }),
      })
      .prefault({}),
    guardrails: z.strictObject({ input: guards, output: guards, tools: toolGuards }).prefault({}),
    output_schema: jsonSchema.optional().meta({ description: 'JSON Schema of the answer, which is JSON then' }),
    budget: z
      .strictObject({
        max_tokens: z.int().positive().optional(),
        max_cost: z.number().positive().optional().meta({ description: 'In the currency of the price table' }),
      })
      .prefault({})
      .meta({ description: 'For a run and all that it starts' }),
    limits: z
      .strictObject({
        max_turns: z.int().positive().max(1000).default(10).meta({ description: 'Calls of the model' }),
        max_tool_calls: z.int().min(0).max(1000).default(50),
        deadline_s: z.number().positive().default(3600).meta({ description: 'Time that people take counts too' }),
      })
      .prefault({}),
  })
  .superRefine(({ members, mode, guardrails }, context) => {
    if (members.length > 0 && !mode)
      context.addIssue({ code: 'custom', path: ['mode'], message: `a team needs a mode: ${TEAM_MODES.join(', ')}` })
    if (members.length === 0 && mode)
      context.addIssue({ code: 'custom', path: ['members'], message: 'a team needs members' })
    for (const [where, guards] of Object.entries(guardrails)) {
      for (const [index, guard] of guards.entries()) {
        if (guard.kind !== 'pattern' || isPattern(guard.pattern, guard.flags)) continue
        const message = `${guard.pattern} is no regular expression with the flags ${guard.flags}`
        context.addIssue({ code: 'custom', path: ['guardrails', where, index, 'flags'], message })
      }
    }
  })

/** An agent as it stands in the table, defaults filled in. */
export type AgentDefinition = z.output<typeof agentDefinition>
/** An agent as a person writes it. */
export type AgentInput = z.input<typeof agentDefinition>
export type AgentTool = AgentDefinition['tools'][number]
export type AgentMember = AgentDefinition['members'][number]
export type Guard = AgentDefinition['guardrails']['input'][number] & { tools?: string[] }
export type ModelChoice = z.output<typeof modelChoice>
