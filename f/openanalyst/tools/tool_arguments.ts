import { z } from 'zod'
import { CodedError } from '../../lib/errors.ts'

const nameSchema = z
  .string()
  .max(60)
  .regex(/^[a-z][a-z0-9_]*$/)
const codeSchema = z.string().min(1).max(100_000)
const pathSchema = z.string().regex(/^[fu]\/[A-Za-z0-9_-]+\/[A-Za-z0-9_/-]+$/)
const valuesSchema = z.record(z.string(), z.unknown())

const transformSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('static'), value: z.unknown() }),
  z.object({ type: z.literal('javascript'), expr: z.string().min(1) }),
])

/** Of create_windmill_script. */
export const scriptArguments = z.object({
  name: nameSchema.meta({ description: 'The last part of its path, in snake_case' }),
  language: z.string().meta({ description: 'bun for TypeScript; bash, python3, postgresql and others where they run' }),
  code: codeSchema.meta({ description: 'The whole code, with an exported main' }),
  description: z.string().meta({ description: 'What it does, in a sentence' }),
  arguments: valuesSchema.optional().meta({ description: 'Arguments of its first run, by name' }),
})

const stepSchema = z
  .object({
    id: nameSchema.meta({ description: 'Its name in the flow, in snake_case' }),
    summary: z.string().optional().meta({ description: 'What it does' }),
    script_path: pathSchema.optional().meta({ description: 'A script or flow that exists; or give code' }),
    language: z.string().optional().meta({ description: 'The language of code (Default: bun)' }),
    code: codeSchema.optional().meta({ description: 'The code of a step of its own' }),
    input_transforms: z.record(z.string(), transformSchema).optional().meta({
      description:
        'Its arguments by name: {type: "static", value} or {type: "javascript", expr}, where results.ID is the result of an earlier step and flow_input.NAME an input of the flow',
    }),
  })
  .refine((step) => (step.script_path === undefined) !== (step.code === undefined), {
    error: 'a step has either a script_path or code',
  })

export type FlowStep = z.infer<typeof stepSchema>

/** Of create_windmill_flow. */
export const flowArguments = z.object({
  name: nameSchema.meta({ description: 'The last part of its path, in snake_case' }),
  steps: z.array(stepSchema).min(1).max(50).meta({ description: 'The steps in their order' }),
  description: z.string().meta({ description: 'What it does, in a sentence' }),
  arguments: valuesSchema.optional().meta({ description: 'Inputs of its first run, by name' }),
})

/** Of execute_windmill_task. */
export const executeArguments = z.object({
  script_path: pathSchema.meta({ description: 'Its whole path, such as u/ada/greet' }),
  arguments: valuesSchema.optional().meta({ description: 'Its arguments, by name' }),
})

/** Of handing a task to a member of the team. */
export const memberArguments = z.object({
  member: z.enum(['analyst', 'social_manager']).meta({ description: 'Who is asked' }),
  task: z.string().min(1).max(20_000).meta({ description: 'What to do, complete in itself: nothing else is seen' }),
})

/**
 * What a model gave a tool, as its schema has it; absent optional ones may come as null. Throws CodedError
 * `BAD_ARGUMENTS` with every fault in its message, so that the model can mend them all at once.
 */
export function checkArguments<T>(schema: z.ZodType<T>, given: Record<string, unknown>): T {
  const present = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null && value !== undefined))
  const parsed = schema.safeParse(present)
  if (parsed.success) return parsed.data
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'arguments'}: ${message}`)
  throw new CodedError('BAD_ARGUMENTS', `The arguments are not as they must be. ${faults.join('; ')}`, { faults })
}
