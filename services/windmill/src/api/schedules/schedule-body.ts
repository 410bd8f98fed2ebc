import { z } from 'zod'
import { itemPath, jsonObject } from '../items/fields.ts'

const text = z.string().nullish()
const truth = z.boolean().nullish()
const time = z.iso.datetime({ offset: true }).transform((value) => Date.parse(value))

/** What only some schedules have; what was set is handed back as it was sent. */
const optionFields = {
  summary: text,
  description: text,
  tag: text,
  ws_error_handler_muted: truth,
  retry: jsonObject.nullish(),
  on_failure: text,
  on_failure_times: z.number().int().nullish(),
  on_failure_exact: truth,
  on_failure_extra_args: jsonObject.nullish(),
  on_recovery: text,
  on_recovery_times: z.number().int().nullish(),
  on_recovery_extra_args: jsonObject.nullish(),
  on_success: text,
  on_success_extra_args: jsonObject.nullish(),
  dynamic_skip: text,
  cron_version: z.enum(['v1', 'v2']).nullish(),
  labels: z.array(z.string()).nullish(),
}

export const scheduleOptions = z.object(optionFields)

const shared = {
  schedule: z.string(),
  timezone: z.string(),
  args: jsonObject.nullish(),
  no_flow_overlap: truth,
  paused_until: time.nullish(),
  permissioned_as: text,
  preserve_permissioned_as: truth,
  ...optionFields,
}

/** The body of `schedules/create`. */
export const scheduleBody = z.object({
  path: itemPath,
  script_path: z.string(),
  is_flow: z.boolean(),
  enabled: truth,
  ...shared,
})

/** The body of `schedules/update`: what a schedule runs, and whether it is on, does not change with it. */
export const scheduleUpdateBody = z.object(shared)

export type ScheduleUpdateBody = z.infer<typeof scheduleUpdateBody>
