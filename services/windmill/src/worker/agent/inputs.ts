import { z } from 'zod'
import { WindmillError } from '../../shared/errors.ts'
import type { JsonObject } from '../../shared/json.ts'

const memorySchema = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('off') }),
  z.looseObject({
    kind: z.literal('auto'),
    context_length: z.number().int().nonnegative().default(0),
    memory_id: z.uuid().nullish(),
  }),
  z.looseObject({ kind: z.literal('manual'), messages: z.array(z.looseObject({ role: z.string() })) }),
])

/** What an agent step is given, once its input transforms are evaluated and its provider's resource is in place. */
const inputsSchema = z.object({
  provider: z.object({
    kind: z.string(),
    model: z.string(),
    resource: z
      .looseObject({ api_key: z.string().nullish(), apiKey: z.string().nullish(), base_url: z.string().nullish() })
      .nullish(),
    reasoning_effort: z.string().nullish(),
  }),
  user_message: z.string().nullish(),
  system_prompt: z.string().nullish(),
  output_type: z.enum(['text', 'image']).nullish(),
  output_schema: z.record(z.string(), z.unknown()).nullish(),
  streaming: z.boolean().nullish(),
  memory: memorySchema.nullish(),
  /** How memory was asked for before there were kinds of it. */
  messages_context_length: z.number().int().nonnegative().nullish(),
  max_completion_tokens: z.number().nullish(),
  temperature: z.number().nullish(),
  max_iterations: z
    .number()
    .int()
    .transform((most) => Math.min(Math.max(most, 1), 1000))
    .nullish(),
  user_attachments: z.array(z.unknown()).nullish(),
})

export type AgentInputs = z.infer<typeof inputsSchema>

/** Reads an agent step's arguments. Throws an execution error that names what is wrong, or what is not supported here. */
export function readInputs(args: JsonObject): AgentInputs {
  const parsed = inputsSchema.safeParse(args)
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!
    throw new WindmillError('execution', `AI agent input ${path.join('.')}: ${message}`)
  }
  const inputs = parsed.data
  if (inputs.output_type === 'image') throw refused('output_type image')
  if (inputs.user_attachments?.length) throw refused('user_attachments, which need a workspace object storage,')
  const context_length = inputs.messages_context_length
  const memory = inputs.memory ?? (context_length ? { kind: 'auto' as const, context_length } : undefined)
  if (!inputs.user_message && !(memory?.kind === 'manual' && memory.messages.length > 0)) {
    const needed = "Internal: Either 'memory' with manual messages or 'user_message' must be provided"
    throw new WindmillError('execution', needed)
  }
  return { ...inputs, memory }
}

const refused = (what: string) =>
  new WindmillError('execution', `${what} of an AI agent step is not supported by the embedded Windmill`)
