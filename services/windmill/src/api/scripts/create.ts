import type { Hono } from 'hono'
import type { Member } from '../../auth/index.ts'
import { createScript } from '../../deploy/index.ts'
import { badRequest } from '../../shared/errors.ts'
import { scripts } from '../../store/index.ts'
import { memberOf, readBody, readQuery, type Windmill } from '../context.ts'
import { refuseOperator } from '../items/access.ts'
import { onBehalfOf } from '../items/on-behalf-of.ts'
import { codeFacts } from './code-facts.ts'
import { readCodebaseForm } from './codebase-form.ts'
import { createQuery, newScriptOf, type ScriptBody, scriptBody } from './script-body.ts'

/** Routes that deploy versions of scripts. */
export function addCreateRoutes(app: Hono, windmill: Windmill): void {
  app.post('/create', async (c) => {
    const askedAt = windmill.system.now()
    const member = memberOf(windmill, c)
    const { skip_if_noop } = readQuery(c, createQuery)
    const body = await readBody(c, scriptBody)
    return c.text(deploy(windmill, member, body, skip_if_noop ?? false, askedAt), 201)
  })
  app.post('/create_snapshot', async (c) => {
    const askedAt = windmill.system.now()
    const member = memberOf(windmill, c)
    const { skip_if_noop } = readQuery(c, createQuery)
    const { body, bundle } = await readCodebaseForm(c, 'script', scriptBody)
    if (!body.codebase) throw badRequest('script.codebase: a script that comes with a bundle names its codebase')
    return c.text(deploy(windmill, member, body, skip_if_noop ?? false, askedAt, bundle), 201)
  })
}

function deploy(
  windmill: Windmill,
  member: Member,
  body: ScriptBody,
  skipIfNoop: boolean,
  askedAt: number,
  bundle?: string,
): string {
  const { auth, store, beyond } = windmill
  const { workspace_id } = member
  refuseOperator(member, 'create scripts')
  const there = scripts.getLatestScript.one(store.connection, { workspace_id, path: body.path })
  auth.requireWrite(member, body.path, there?.extra_perms ?? {})
  if (body.ws_error_handler_muted && !beyond) {
    throw badRequest('Muting the error handler for certain script is only available in enterprise version')
  }
  const script = newScriptOf(body)
  const parent =
    script.parent_hash && scripts.getScriptByHash.one(store.connection, { workspace_id, hash: script.parent_hash })
  if (parent && parent.path !== script.path) auth.requireWrite(member, parent.path, parent.extra_perms)
  const options = codeFacts(script.content, script.language, script.kind, script.options)
  const deployed = { path: body.path, isNew: !there, preserve: body.preserve_on_behalf_of ?? false }
  return createScript(
    windmill,
    member,
    { ...script, bundle, options: onBehalfOf(windmill, member, options, deployed) },
    skipIfNoop,
    askedAt,
  )
}
