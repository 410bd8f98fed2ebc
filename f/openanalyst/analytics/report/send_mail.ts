import { CodedError } from '../../../lib/errors.ts'
import type { MailServer } from './mail_server.ts'

export interface Mail {
  /** The part of the Message-ID that is its own: mail programs show the same one once. */
  id: string
  subject: string
  text: string
  to: string[]
  attachments: { filename: string; content: string; contentType: string }[]
}

const TIMEOUT_MS = 20_000
const TLS_PORT = 465
const DEFAULT_PORT = 587

/**
 * Sends a mail, and answers to whom the server sends it on. Throws CodedError `MAIL_UNAVAILABLE` when the server cannot
 * be reached or asks to come again, `MAIL_REFUSED` when it does not take the mail or the login.
 */
export async function sendMail({ host, port, user, password, from }: MailServer, mail: Mail): Promise<string[]> {
  // Loaded where mail is sent, so that reports without mail do not wait for it.
  const { createTransport } = await import('nodemailer')
  const transport = createTransport({
    ...{ host, port: port ?? DEFAULT_PORT, secure: port === TLS_PORT },
    ...(user && password && { auth: { user, pass: password } }),
    ...{ connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS },
  })
  try {
    const { id, ...content } = mail
    const { accepted } = await transport.sendMail({ ...content, from, messageId: `<${id}@millwright>` })
    return accepted
  } catch (error) {
    throw faultOf(host, error)
  } finally {
    transport.close()
  }
}

function faultOf(host: string, error: unknown): CodedError {
  const { message, code, responseCode } = error as Error & { code?: string; responseCode?: number }
  const refused = code === 'EAUTH' || (responseCode ?? 0) >= 500
  const details = { host, reason: code ?? null, response_code: responseCode ?? null }
  return new CodedError(
    refused ? 'MAIL_REFUSED' : 'MAIL_UNAVAILABLE',
    `The mail server ${host} ${refused ? 'refused the mail' : 'cannot send the mail now'}: ${message}`,
    details,
    { cause: error },
  )
}
