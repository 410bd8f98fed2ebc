import { z } from 'zod'

/** An API that publishes posts and counts what becomes of them. Read by `f/openanalyst/social/api`. */
export const socialApi = z
  .object({
    base_url: z.url().meta({ description: 'Its address; /posts and /metrics are below it' }),
    token: z.string().min(1).meta({ description: 'Sent as a bearer token', password: true }),
    max_characters: z
      .int()
      .positive()
      .optional()
      .meta({ description: 'The longest text of a post that it takes (Default: no limit)' }),
  })
  .meta({ description: 'An API of a social network: posts, their engagement, and metrics of the account' })
