import { z } from 'zod'
import type { ApiClient } from '../api-client.ts'
import { href } from '../context.ts'
import type { Field } from './fields.ts'
import type { FormState } from './render.ts'

const row = z.object({ path: z.string() })

/** The paths of the resources that fields take, by their type. */
export async function resourcesFor(
  api: ApiClient,
  workspace: string,
  fields: Field[],
): Promise<FormState['resources']> {
  const types = new Set(fields.flatMap(({ control }) => (control.kind === 'resource' ? [control.type] : [])))
  const found = [...types].map(async (resource_type): Promise<[string, string[]]> => {
    const address = href(`/w/${encodeURIComponent(workspace)}/resources/list`, { resource_type })
    return [resource_type, (await api.list(address, row)).map(({ path }) => path)]
  })
  return Object.fromEntries(await Promise.all(found))
}
