import { CodedError, type ErrorRecord, toErrorRecord } from '../../../lib/errors.ts'
import { type Caller, identify } from './caller.ts'
import { seal, unseal } from './sealed.ts'

/** What Windmill hands to the preprocessor of a route; of a script that was started another way, `kind` is another one. */
export interface HttpEvent {
  kind: string
  params: Record<string, string>
  query: Record<string, string>
  /** Names in lower case. */
  headers: Record<string, string>
  body: unknown
}

/** What a preprocessor hands to its `main`: the request, with who asks in a form that nobody else can read or make. */
interface PreparedRequest {
  caller: string
  params: Record<string, string>
  query: Record<string, string>
  body: unknown
  idempotency_key: string | null
}

/** A request that `main` has opened. */
export interface ApiRequest extends Omit<PreparedRequest, 'caller'> {
  caller: Caller
}

/**
 * Makes the arguments of `main` of a route's event. It never throws, because what a preprocessor throws becomes an answer
 * of Windmill's and not of this API: what is wrong is handed on, and `main` answers it.
 */
export async function prepare(event: HttpEvent): Promise<{ request: PreparedRequest | { fault: ErrorRecord } }> {
  try {
    if (event.kind !== 'http') throw notByRoute()
    const { params, query, headers, body } = event
    const caller = await seal(await identify(headers), ownToken())
    return { request: { caller, params, query, body, idempotency_key: headers['idempotency-key'] ?? null } }
  } catch (error) {
    return { request: { fault: toErrorRecord(error) } }
  }
}

/**
 * Opens what `prepare` made in this very job. Throws CodedError: the fault that it found, or `UNAUTHORIZED` for a request
 * that it did not make, such as one of a person who starts the script as a job and names somebody else as the caller.
 */
export async function openRequest(request: unknown): Promise<ApiRequest> {
  const { fault, caller, ...rest } = (request ?? {}) as Partial<PreparedRequest> & { fault?: ErrorRecord }
  if (fault) throw new CodedError(fault.code, fault.message, fault.details)
  const opened = typeof caller === 'string' ? ((await unseal(caller, ownToken())) as Caller | undefined) : undefined
  if (!opened) throw notByRoute()
  const { params = {}, query = {}, body = null, idempotency_key = null } = rest
  return { caller: opened, params, query, body, idempotency_key }
}

/** The token of this job, the same for its preprocessor and its main, known to no other and good until it ends. */
const ownToken = () => process.env.WM_TOKEN ?? ''

const notByRoute = () =>
  new CodedError('UNAUTHORIZED', 'Only a route knows who asks: send the request to /api/r/WORKSPACE/v1/…')
