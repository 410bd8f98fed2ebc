import type { z } from 'zod'
import { checkInput } from '../../../lib/check_input.ts'
import { type Clock, realClock } from '../../../lib/clock.ts'
import { CodedError, toErrorRecord } from '../../../lib/errors.ts'
import { dataTable, type Sql } from '../../../lib/store/index.ts'
import type { Route } from '../contract/index.ts'
import { openRequest } from './prepare.ts'
import { statusOf } from './status_of.ts'
import { type WindmillAs, windmillAs } from './windmill_as.ts'

/** What Windmill makes an HTTP answer of. */
export interface HttpAnswer {
  windmill_status_code: number
  result: unknown
}

/** What a route's operation works with. */
export interface Operation<R extends Route> {
  /** Who asks, by their name in the workspace. */
  user_id: string
  params: Checked<R['params']>
  query: Checked<R['query']>
  body: Checked<R['body']>
  /** What the client calls this request; sending it again under the same one does nothing twice. */
  idempotency_key: string | null
  sql: Sql
  clock: Clock
  /** RFC 3339. */
  at: string
  new_id(): string
  /** Windmill with the rights of who asks. */
  windmill: WindmillAs
}

type Checked<S> = S extends z.ZodType ? z.output<S> : Record<string, never>

/**
 * Answers a request that `prepare` made: checks it against the route's schemas, does the operation, which answers status
 * and body, and makes every error an answer `{error: {code, message, details}}`.
 */
export async function serve<R extends Route>(
  request: unknown,
  route: R,
  operate: (operation: Operation<R>) => Promise<[status: number, body: unknown]>,
): Promise<HttpAnswer> {
  try {
    const { caller, params, query, body, idempotency_key } = await openRequest(request)
    const [windmill_status_code, result] = await operate({
      user_id: caller.user_id,
      params: checked<R['params']>(route.params, params, 'BAD_REQUEST', 'path'),
      query: checked<R['query']>(route.query, query, 'BAD_REQUEST', 'query'),
      body: checked<R['body']>(route.body, body, route.body_code ?? 'BAD_REQUEST'),
      idempotency_key,
      sql: dataTable(),
      clock: realClock,
      at: new Date(realClock.now()).toISOString(),
      new_id: () => crypto.randomUUID(),
      windmill: windmillAs(caller.token),
    })
    return { windmill_status_code, result }
  } catch (error) {
    return refusal(error)
  }
}

const checked = <S>(schema: z.ZodType | undefined, value: unknown, code: string, at?: string): Checked<S> =>
  (schema ? checkInput(schema, value, code, at) : {}) as Checked<S>

/** An error as an answer. What nobody expected is told in the job's log, and its text, which may hold data, to nobody. */
function refusal(error: unknown): HttpAnswer {
  const { code, message, details } = toErrorRecord(error)
  const status = statusOf(code)
  if (status < 500 || error instanceof CodedError) {
    return { windmill_status_code: status, result: { error: { code, message, details } } }
  }
  console.error(error)
  const job_id = process.env.WM_JOB_ID ?? ''
  const said = { code: 'INTERNAL', message: `The API failed on this request; the log of its job says how.` }
  return { windmill_status_code: 500, result: { error: { ...said, details: { job_id } } } }
}
