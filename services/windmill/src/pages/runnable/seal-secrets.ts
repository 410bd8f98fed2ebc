import { z } from 'zod'
import type { JsonObject } from '../../shared/json.ts'
import type { ApiClient } from '../api-client.ts'
import type { Field } from '../form/index.ts'

/** How long a secret that stands for an argument is kept: as long as Windmill keeps it. */
const KEPT_MS = 7 * 24 * 60 * 60 * 1000

const whoami = z.object({ username: z.string() })

/**
 * The arguments with references in the place of those that the schema calls a `password`: each becomes a secret variable
 * of the visitor's, which expires, so that neither the job nor its page has it in clear. As Windmill's own form does
 * (`$var:u/NAME/secret_arg/…`). What is a reference already stays. Throws ApiFailure.
 */
export async function sealSecrets(
  api: ApiClient,
  workspace: string,
  { fields, args }: { fields: Field[]; args: JsonObject },
  { now, newId }: { now(): number; newId(): string },
): Promise<JsonObject> {
  const secrets = fields.filter(({ name, control }) => {
    const value = args[name]
    const isPassword = control.kind === 'text' && control.type === 'password'
    return isPassword && typeof value === 'string' && value !== '' && !value.startsWith('$var:')
  })
  if (secrets.length === 0) return args
  const at = `/w/${encodeURIComponent(workspace)}`
  const { username } = await api.get(`${at}/users/whoami`, whoami)
  const expires_at = new Date(now() + KEPT_MS).toISOString()
  const sealed = { ...args }
  for (const { name } of secrets) {
    const path = `u/${username}/secret_arg/${newId()}`
    const variable = {
      path,
      value: args[name],
      is_secret: true,
      description: `The argument ${name} of a job`,
      expires_at,
    }
    await api.post(`${at}/variables/create`, variable)
    sealed[name] = `$var:${path}`
  }
  return sealed
}
