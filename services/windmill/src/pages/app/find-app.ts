import { z } from 'zod'
import type { JsonObject } from '../../shared/json.ts'
import type { ApiClient } from '../api-client.ts'
import { encodePath } from '../context.ts'

const lite = z.object({
  path: z.string(),
  summary: z.string(),
  raw_app: z.boolean(),
  policy: z.looseObject({ sandbox: z.boolean().nullish() }),
  value: z.looseObject({ version: z.number().optional(), runnables: z.custom<JsonObject>().optional() }),
})
const publicLite = lite.extend({ bundle_secret: z.union([z.string(), z.literal(false)]).optional() })

/** A raw app as its page needs it; of a low-code app only the name. */
export interface App {
  path: string
  summary: string
  /** The secret by which its bundle is loaded; undefined for an app that is not raw. */
  bundle?: string
  sandbox: boolean
  runnables: JsonObject
}

/** The app at a path; undefined when there is none that the visitor may see. */
export async function findApp(api: ApiClient, workspace: string, path: string): Promise<App | undefined> {
  const at = (name: string) => `/w/${encodeURIComponent(workspace)}/apps/${name}/${encodePath(path)}`
  const app = await api.find(at('get/lite'), lite)
  if (!app) return undefined
  return appOf(app, app.raw_app ? await api.text(at('secret_of_latest_version')) : undefined)
}

/** The app that the secret of a public address names. Throws ApiFailure 401 when it is for logged-in visitors only. */
export async function findPublicApp(api: ApiClient, workspace: string, secret: string): Promise<App | undefined> {
  const at = `/w/${encodeURIComponent(workspace)}/apps_u/public_app/${encodeURIComponent(secret)}`
  const app = await api.find(at, publicLite)
  return app && appOf(app, app.bundle_secret || undefined)
}

const appOf = ({ path, summary, policy, value }: z.infer<typeof lite>, bundle: string | undefined): App => ({
  path,
  summary,
  bundle,
  sandbox: policy.sandbox === true,
  runnables: value.runnables ?? {},
})
