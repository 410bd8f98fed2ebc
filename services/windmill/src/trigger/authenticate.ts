import { createHash, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { getResourceInterpolated } from '../interpolate/index.ts'
import { badRequest, notAuthorized } from '../shared/errors.ts'
import type { Json } from '../shared/json.ts'
import type { TriggerContext } from './context.ts'
import type { HttpRoute } from './http-route.ts'
import { checkSignature, signatureSchema } from './signature.ts'

const apiKeySchema = z.object({ api_key_header: z.string().min(1), api_key_secret: z.string().min(1) })
const basicSchema = z.object({ username: z.string(), password: z.string() })

/** Whether a request comes from whom a route is for. */
export type Verdict =
  /** They may come in; `username` when they are a user of Windmill. */
  | { username?: string }
  /** They may not, or have asked a question of their provider's that is answered here. */
  | { answer: Response }

/**
 * Checks a request as the route's `authentication_method` wants it (seen of Windmill 1.788). What `custom_script`
 * wants is for the route's preprocessor to see to. `rawBody` is the text of the request.
 */
export function authenticate(
  context: TriggerContext,
  route: HttpRoute,
  request: Request,
  rawBody: string | undefined,
): Verdict {
  switch (route.config.authentication_method) {
    case 'none':
    case 'custom_script':
      return {}
    case 'windmill':
      return windmillUser(context, route, request)
    case 'api_key': {
      const { api_key_header, api_key_secret } = secretOf(context, route, apiKeySchema)
      const given = request.headers.get(api_key_header)
      return given !== null && isSame(given, api_key_secret) ? {} : { answer: unauthorized() }
    }
    case 'basic_http': {
      const { username, password } = secretOf(context, route, basicSchema)
      const given = basicLogin(request)
      const realm = { 'www-authenticate': 'Basic realm="Restricted Area"' }
      return given !== undefined && isSame(given, `${username}:${password}`) ? {} : { answer: unauthorized(realm) }
    }
    case 'signature': {
      const config = secretOf(context, route, signatureSchema)
      const answer = checkSignature(config, request.headers, rawBody, context.system.now())
      return answer ? { answer } : {}
    }
  }
}

function windmillUser({ auth }: TriggerContext, { trigger }: HttpRoute, request: Request): Verdict {
  const member = auth.findCaller(request, trigger.workspace_id, trigger.path)
  if (!member) throw notAuthorized('Requires authentication')
  if (!auth.canRead(member, trigger.path, trigger.extra_perms)) throw notAuthorized('Unauthorized')
  return { username: member.username }
}

/** The resource that the route is checked against, read with the rights of whom the route runs as. */
function secretOf<T>(context: TriggerContext, { trigger, config }: HttpRoute, schema: z.ZodType<T>): T {
  const path = config.authentication_resource_path
  if (!path) throw badRequest('Missing authentication resource path')
  const value: Json = getResourceInterpolated(context, trigger.workspace_id, trigger.permissioned_as, path)
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const fields = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ')
  throw badRequest(`The resource ${path} is not what ${config.authentication_method} needs: look at ${fields}`)
}

function basicLogin(request: Request): string | undefined {
  const [scheme, encoded] = request.headers.get('authorization')?.split(' ') ?? []
  if (scheme !== 'Basic' || !encoded) return undefined
  return Buffer.from(encoded, 'base64').toString('utf8')
}

/** In a time that does not tell how much of it was right. */
function isSame(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(wanted))
}

const unauthorized = (headers: Record<string, string> = {}) =>
  new Response('Unauthorized', { status: 401, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers } })
