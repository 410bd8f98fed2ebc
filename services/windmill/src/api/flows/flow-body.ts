import { z } from 'zod'
import type { NewFlow } from '../../deploy/index.ts'
import { itemPath, jsonObject, setFields } from '../items/fields.ts'
import { flowValue } from './flow-value.ts'

const text = z.string().nullish()
const truth = z.boolean().nullish()

/** The fields that only some flows have; what was set is handed back as it was sent. */
const optionFields = z.object({
  tag: text,
  dedicated_worker: truth,
  timeout: z.number().int().nullish(),
  visible_to_runner_only: truth,
  ws_error_handler_muted: truth,
  on_behalf_of_email: text,
  on_behalf_of: text,
  labels: z.array(z.string()).nullish(),
})

/** The body of `flows/create`. */
export const flowBody = z.object({
  path: itemPath,
  summary: text,
  description: text,
  value: flowValue,
  schema: jsonObject.nullish(),
  deployment_message: text,
  preserve_on_behalf_of: truth,
  ...optionFields.shape,
})

/** The body of `flows/update`: without a path, the flow stays where it is. */
export const flowUpdateBody = flowBody.partial({ path: true })

export type FlowBody = z.infer<typeof flowBody>

/** The flow that a body asks for. A timeout that is not positive is none, and what is false is as good as not set. */
export function newFlowOf(body: FlowBody): NewFlow {
  const { timeout, visible_to_runner_only, ws_error_handler_muted, ...options } = optionFields.parse(body)
  return {
    path: body.path,
    summary: body.summary ?? '',
    description: body.description ?? '',
    value: body.value,
    schema: body.schema ?? null,
    options: setFields({
      ...options,
      timeout: timeout && timeout > 0 ? timeout : undefined,
      visible_to_runner_only: visible_to_runner_only || undefined,
      ws_error_handler_muted: ws_error_handler_muted || undefined,
    }),
    deployment_message: body.deployment_message ?? undefined,
  }
}
