import { z } from 'zod'
import { CodedError } from '../../../lib/errors.ts'
import { readResource } from '../../../lib/read_resource.ts'

/** The server that reports are sent by unless another is named. */
export const DEFAULT_MAIL_SERVER = 'f/openanalyst/mail_server'

const resourceSchema = z.object({
  host: z.string().min(1),
  port: z.coerce.number().int().positive().nullish(),
  user: z.string().nullish(),
  password: z.string().nullish(),
  from: z.string().nullish(),
})

/** How mail is sent: the resource's fields, and who it comes from. */
export type MailServer = z.infer<typeof resourceSchema> & { from: string }

/**
 * The resource of type `mail_server`, or of Windmill's own type `smtp`, at `path`. Throws CodedError
 * `MAIL_NOT_CONFIGURED`.
 */
export async function readMailServer(path: string): Promise<MailServer> {
  const server = await readResource(path, resourceSchema, (why, cause) => notConfigured(path, why, cause))
  const from = server.from || server.user
  if (!from) throw notConfigured(path, 'it has neither from nor user, so mail would come from nobody')
  return { ...server, from }
}

function notConfigured(path: string, why: string, cause?: unknown): CodedError {
  const message = `${path} is no mail server: ${why}. Make a resource of type mail_server (or smtp) there.`
  return new CodedError('MAIL_NOT_CONFIGURED', message, { mail_server: path }, { cause })
}
