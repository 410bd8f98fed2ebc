import type { Context } from 'hono'
import { z } from 'zod'
import type { AppChange } from '../../deploy/index.ts'
import { badRequest } from '../../shared/errors.ts'
import { fit, readBody } from '../context.ts'
import { itemPath, jsonObject } from '../items/fields.ts'
import { files } from '../items/files.ts'

const policy = jsonObject.and(
  z.looseObject({ execution_mode: z.enum(['viewer', 'publisher', 'anonymous']).optional() }),
)

/** The body of `apps/update`, and the part `app` of `apps/update_raw`; what is left out stays as it is. */
export const appUpdateBody = z.object({
  path: itemPath.nullish(),
  summary: z.string().nullish(),
  value: z.json().optional(),
  policy: policy.nullish(),
  custom_path: z.string().nullish(),
  deployment_message: z.string().nullish(),
  preserve_on_behalf_of: z.boolean().nullish(),
})

/** The body of `apps/create`, and the part `app` of `apps/create_raw`. */
export const appBody = appUpdateBody.extend({ path: itemPath, value: z.json(), policy })

export type AppUpdateBody = z.infer<typeof appUpdateBody>

/** The source files of a raw app, which the CLI writes below the app's folder when it pulls. */
const rawFiles = z.looseObject({
  value: z.looseObject({ files: files.optional() }).optional(),
})

/** The change that a body asks for. */
export function appChangeOf(body: AppUpdateBody, bundle?: AppChange['bundle']): AppChange {
  return {
    path: body.path ?? undefined,
    summary: body.summary ?? undefined,
    value: body.value,
    policy: body.policy ?? undefined,
    custom_path: body.custom_path,
    deployment_message: body.deployment_message ?? undefined,
    bundle,
  }
}

/**
 * Reads an app: JSON, or for a raw one a form with the parts `app` (JSON), `js`, and `css`, which may be missing. As in
 * Windmill `app` has to come first.
 */
export async function readApp<T>(
  c: Context,
  schema: z.ZodType<T>,
  raw: boolean,
): Promise<{ body: T; bundle?: AppChange['bundle'] }> {
  if (!raw) return { body: await readBody(c, schema) }
  const form = await c.req.formData().catch(() => {
    throw badRequest('A raw app is sent as multipart/form-data, with the parts app, js and css')
  })
  const [first] = form.keys()
  if (first !== 'app') throw badRequest('app need to be passed first in the multipart upload')
  const js = form.get('js')
  if (js === null) throw badRequest('js is missing: a raw app is sent with its bundle')
  const body = fit(parse(await textOf(form.get('app')!)), schema, 'app')
  fit(body, rawFiles, 'app')
  return {
    body,
    bundle: { js: await textOf(js), css: await textOf(form.get('css') ?? '') },
  }
}

const textOf = async (part: FormDataEntryValue): Promise<string> => (typeof part === 'string' ? part : part.text())

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw badRequest(`app: invalid json: ${(error as Error).message}`)
  }
}
