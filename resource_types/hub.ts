import { z } from 'zod'

/** A hub, for who publishes to it. Deployed code reads it as `RT.Hub` (`f/lib/hub`). */
export const hub = z
  .object({
    endpoint: z.string().min(1).meta({ description: 'Where it is reached, for example http://127.0.0.1:8001' }),
    token: z.string().min(1).meta({ description: 'Its publish token', password: true }),
  })
  .meta({ description: "The hub that hands events to people's pages" })
