import { z } from 'zod'
import { isPattern } from '../../lib/pattern.ts'
import { jsonSchema } from '../definition.ts'
import { evalFault } from './eval_faults.ts'

/*
 * A suite as data: cases for one agent, each with an input and what is checked of what comes of it.
 */

const count = z.int().min(0)
const json = z.json()
const pattern = z
  .string()
  .min(1)
  .refine((text) => isPattern(text), 'not a regular expression')

const answerCheck = [
  z.strictObject({ kind: z.literal('equals'), value: json }),
  z.strictObject({ kind: z.literal('contains'), text: z.string().min(1), ignore_case: z.boolean().default(true) }),
  z.strictObject({ kind: z.literal('not_contains'), text: z.string().min(1), ignore_case: z.boolean().default(true) }),
  z.strictObject({
    kind: z.literal('matches'),
    pattern,
    flags: z
      .string()
      .regex(/^[imsu]*$/)
      .default(''),
  }),
  z.strictObject({ kind: z.literal('schema'), schema: jsonSchema }),
  z.strictObject({
    kind: z.literal('judged'),
    criterion: z.string().min(1).meta({ description: 'What the answer must do, in words, for a model to judge' }),
  }),
  z.strictObject({
    kind: z.literal('status'),
    status: z.enum(['completed', 'failed', 'cancelled', 'budget_exceeded']),
  }),
] as const

const toolCheck = [
  z
    .strictObject({
      kind: z.literal('called'),
      tool: z.string().min(1),
      arguments: json.optional().meta({ description: 'What is among the arguments of such a call' }),
      min: count.default(1),
      max: count.optional(),
    })
    .refine(({ min, max }) => max === undefined || max >= min, 'max is below min'),
  z.strictObject({ kind: z.literal('not_called'), tool: z.string().min(1) }),
  z.strictObject({ kind: z.literal('called_in_order'), tools: z.array(z.string().min(1)).min(2) }),
  z
    .strictObject({ kind: z.literal('call_count'), min: count.optional(), max: count.optional() })
    .refine(({ min, max }) => min !== undefined || max !== undefined, 'say min, max, or both'),
] as const

const costCheck = [
  z.strictObject({ kind: z.literal('cost'), max: z.number().min(0) }),
  z.strictObject({ kind: z.literal('tokens'), max: count }),
  z.strictObject({ kind: z.literal('turns'), max: count }),
  z.strictObject({ kind: z.literal('duration'), max_s: z.number().positive() }),
] as const

const check = z.discriminatedUnion('kind', [...answerCheck, ...toolCheck, ...costCheck])

const caseApproval = z
  .strictObject({
    tool: z.string().min(1).optional().meta({ description: 'Which tool asks (Default: any)' }),
    approve: z.boolean(),
    arguments: z
      .record(z.string(), z.unknown())
      .optional()
      .meta({ description: 'The call is made with these instead' }),
    reason: z.string().min(1).optional().meta({ description: 'The model is told it' }),
  })
  .refine(({ approve, arguments: changed }) => approve || !changed, 'a call that is refused has no arguments')
const approvals = z.array(caseApproval).default([]).meta({
  description: 'What a person would say: the first that fits decides, and without one a call that asks is refused',
})

const name = z.string().min(1).max(100)
const evalCase = z.strictObject({
  name,
  approvals,
  input: json.refine((input) => input !== null && input !== '', 'an agent needs something to do'),
  checks: z.array(check).min(1, 'a case without a check proves nothing: give it one').max(50),
})

/** A suite as a person writes it. Unknown fields are refused: a mistyped check is no check. */
export const evalSuite = z.strictObject({
  name,
  description: z.string().default(''),
  agent: z.string().min(1).meta({ description: 'Name or id of the agent' }),
  version: z.int().positive().optional().meta({ description: '(Default: the published one)' }),
  cases: z
    .array(evalCase)
    .min(1)
    .max(500)
    .refine((cases) => new Set(cases.map((one) => one.name)).size === cases.length, 'two cases have the same name'),
  approvals,
  min_pass_rate: z.number().min(0).max(1).default(1).meta({ description: 'The share of cases that has to pass' }),
  judge: z
    .strictObject({ model: z.string().min(1).optional(), provider: z.string().min(1).optional() })
    .default({})
    .meta({ description: 'Who judges (Default: the chat model of f/openanalyst/llm)' }),
  ignore: z
    .array(pattern)
    .default([])
    .meta({ description: 'What is no difference between a recorded request and a replayed one; ids never are' }),
})

/** A suite as it is run, defaults filled in. */
export type EvalSuite = z.output<typeof evalSuite>
export type EvalCase = EvalSuite['cases'][number]
export type CaseApproval = EvalCase['approvals'][number]
export type EvalCheck = EvalCase['checks'][number]

/** Reads a suite. Throws CodedError `EVAL_SUITE_INVALID`, whose message names each place and what is wrong there. */
export function readSuite(value: unknown): EvalSuite {
  const read = evalSuite.safeParse(value)
  if (read.success) return read.data
  const issues = read.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }))
  const said = issues.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; ')
  throw evalFault('EVAL_SUITE_INVALID', `This is no suite: ${said}`, { issues })
}
