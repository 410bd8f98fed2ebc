import { z } from 'zod'
import { itemPath, jsonObject, setFields } from '../items/fields.ts'

const mode = z.enum(['enabled', 'disabled', 'suspended'])

/** The fields that triggers of every kind have. */
export const triggerBody = z.looseObject({
  path: itemPath,
  script_path: z.string().min(1),
  is_flow: z.boolean(),
  mode: mode.nullish(),
  /** What older clients say in place of `mode`. */
  enabled: z.boolean().nullish(),
  permissioned_as: z.string().nullish(),
  preserve_permissioned_as: z.boolean().nullish(),
})

export type TriggerBody = z.infer<typeof triggerBody>

/** The mode that a body asks for; undefined when it says nothing. */
export const modeOf = ({ mode, enabled }: TriggerBody) =>
  mode ?? (enabled === false ? 'disabled' : enabled === true ? 'enabled' : undefined)

/** Fields that are shown only when they were set. */
const extras = z.object({
  error_handler_path: z.string().nullish(),
  error_handler_args: jsonObject.nullish(),
  retry: jsonObject.nullish(),
  labels: z.array(z.string()).nullish(),
})

export const extrasOf = (body: TriggerBody) => setFields(extras.parse(body))

export const modeBody = z.object({ mode })
