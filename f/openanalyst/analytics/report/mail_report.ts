import { z } from 'zod'
import { CodedError } from '../../../lib/errors.ts'
import { deriveId } from '../../../lib/ids.ts'
import type { Sql } from '../../../lib/store/index.ts'
import { badInput } from '../../bad_input.ts'
import { noteMailed, type StoredReport } from '../../store/reports.ts'
import { DEFAULT_MAIL_SERVER, readMailServer } from './mail_server.ts'
import { sendMail } from './send_mail.ts'

/** Addresses as arguments bring them. Throws CodedError `BAD_INPUT`. */
export function checkRecipients(recipients: string[]): string[] {
  const bad = recipients.filter((address) => !z.email().safeParse(address).success)
  if (bad.length > 0) throw badInput(`mail_to must be addresses such as ada@example.com, not: ${bad.join(', ')}.`)
  return [...new Set(recipients)]
}

/**
 * Sends a report to those who have not got it, each once; answers who got it now. Should the process end between sending
 * and noting it, the mail is sent again under the same Message-ID. Throws CodedError `MAIL_…`.
 */
export async function mailReport(
  sql: Sql,
  report: StoredReport,
  recipients: string[],
  serverPath: string | null,
): Promise<string[]> {
  const waiting = recipients.filter((address) => !report.mailed_to.includes(address))
  if (waiting.length === 0) return []
  const server = await readMailServer(serverPath || DEFAULT_MAIL_SERVER)
  const { id, title: subject, markdown: text, chart: content } = report
  const chart = { filename: 'chart.svg', content, contentType: 'image/svg+xml' }
  const sent = await sendMail(server, {
    ...{ id: deriveId('mail', id, ...waiting), subject, text, to: waiting, attachments: [chart] },
  })
  await noteMailed(sql, id, sent)
  const missed = waiting.filter((address) => !sent.includes(address))
  if (missed.length === 0) return sent
  throw new CodedError('MAIL_REFUSED', `The mail server takes no mail for ${missed.join(', ')}.`, { missed, sent })
}
