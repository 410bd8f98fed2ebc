import { z } from 'zod'
import { jsonObject } from '../items/fields.ts'

/** The fields of a WebSocket trigger. */
export const websocketConfig = z.object({
  url: z.string().min(1),
  filters: z
    .array(z.json())
    .nullish()
    .transform((filters) => filters ?? []),
  filter_logic: z
    .enum(['and', 'or'])
    .nullish()
    .transform((logic) => logic ?? 'and'),
  initial_messages: z
    .array(z.json())
    .nullish()
    .transform((messages) => messages ?? []),
  url_runnable_args: jsonObject.nullish().transform((args) => args ?? {}),
  can_return_message: z.boolean(),
  can_return_error_result: z.boolean(),
  heartbeat: jsonObject.nullish().default(null),
})
