import { z } from 'zod'

/** Who is spoken to, and over which hub. */
export const openanalystConfig = z
  .object({
    ws_endpoint: z.url().meta({ description: 'Where the hub is reached, for example http://127.0.0.1:8001' }),
    user_id: z.string().min(1).meta({ description: 'The user whose pages get the events' }),
    session_id: z.string().min(1).meta({ description: "The conversation, one of the user's" }),
    timezone: z.string().optional().meta({ description: 'The time zone that "tomorrow 9:00" is of (Default: UTC)' }),
  })
  .meta({ description: 'Where OpenAnalyst sends the events of a user, and in which session' })
