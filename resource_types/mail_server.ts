import { z } from 'zod'

/** A server that sends mail. Read by `f/openanalyst/analytics/report`, which takes Windmill's own type `smtp` as well. */
export const mailServer = z
  .object({
    host: z.string().min(1).meta({ description: 'Its name or address' }),
    port: z
      .int()
      .positive()
      .optional()
      .meta({ description: '465 speaks TLS from the start, others when the server offers it (Default: 587)' }),
    user: z.string().optional().meta({ description: 'Not needed where the server asks for no login' }),
    password: z.string().optional().meta({ description: 'The password of the user', password: true }),
    from: z.string().optional().meta({ description: 'The address that mail comes from (Default: the user)' }),
  })
  .meta({ description: 'A server that sends mail by SMTP' })
