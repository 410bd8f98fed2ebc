import { z } from 'zod'

const values = z.record(z.string(), z.json()).nullish()

/** The body of `execute_component`. The `force_viewer_…` fields say that it comes from the editor. */
export const componentSchema = z.object({
  component: z.string(),
  args: values,
  raw_code: z
    .object({
      content: z.string(),
      language: z.string(),
      path: z.string().nullish(),
      lock: z.string().nullish(),
      cache_ttl: z.number().int().nullish(),
    })
    .nullish(),
  path: z.string().nullish(),
  id: z.number().int().nullish(),
  run_query_params: z.object({ memory_id: z.uuid().nullish() }).nullish(),
  force_viewer_static_fields: values,
  force_viewer_one_of_fields: z.record(z.string(), z.array(z.json())).nullish(),
  force_viewer_allow_user_resources: z.array(z.string()).nullish(),
  temp_script_refs: z.record(z.string(), z.string()).nullish(),
})

export type ComponentBody = z.infer<typeof componentSchema>
