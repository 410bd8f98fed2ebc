import { z } from 'zod'
import { HubError } from './errors.ts'

/** The type of the hub's own message to a reader; nobody may publish it. */
export const REPLAY_GAP = 'REPLAY_GAP'

const name = z.string().min(1).max(200)

/** Most messages that one `POST /broadcast` may have. */
const MAX_BROADCASTS = 100

/** The body of `POST /broadcast`: one message. */
export const broadcastSchema = z.object({
  type: z
    .string()
    .min(1)
    .max(100)
    .refine((type) => type !== REPLAY_GAP, `${REPLAY_GAP} is the hub's own message`),
  userId: name,
  sessionId: name,
  /** Any JSON value. */
  payload: z.unknown(),
  /** When it happened: milliseconds since the epoch. */
  timestamp: z.number().int().nonnegative(),
  /** Publishing the same id in the same session again changes nothing and answers the first number. */
  id: name.optional(),
})

/** The body of `POST /broadcast`: several messages, of any sessions. One fault, and none of them is taken. */
export const broadcastsSchema = z.array(broadcastSchema).min(1).max(MAX_BROADCASTS)

export type Broadcast = z.infer<typeof broadcastSchema>

/** The body of `POST /tokens`. */
export const tokenSchema = z.object({ userId: name, sessionId: name, ttl_s: z.number().int().positive().optional() })

/** The query of `GET /ws`. */
export const listenSchema = z.object({
  userId: name,
  sessionId: name,
  token: z.string().min(1).max(2_000),
  /** The number of the last event that the reader has; without it only new events are sent. */
  since: z
    .string()
    .regex(/^\d{1,15}$/, 'must be the number of an event, or 0')
    .transform(Number)
    .optional(),
  /** The `epoch` of the event that `since` is the number of. */
  epoch: z.string().max(200).optional(),
})

/** `value` as the schema has it. Throws `BAD_REQUEST` whose details are `[{path, message}]`, one for each fault. */
export function check<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const details = parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }))
  const first = details[0]!
  throw new HubError('BAD_REQUEST', `${first.path || 'The request'}: ${first.message}`, details)
}
