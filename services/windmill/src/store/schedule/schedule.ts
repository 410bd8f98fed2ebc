import type { JsonObject } from '../../shared/json.ts'

/** A schedule as it stands in the store. Times are milliseconds. */
export interface Schedule {
  workspace_id: string
  path: string
  /** A cron expression of six fields, seconds first. */
  schedule: string
  /** The IANA name of the time zone that it is read in. */
  timezone: string
  enabled: boolean
  script_path: string
  is_flow: boolean
  args: JsonObject | null
  no_flow_overlap: boolean
  paused_until: number | null
  /** The fields that were set and that only some schedules have. */
  options: JsonObject
  extra_perms: Record<string, boolean>
  email: string
  permissioned_as: string
  edited_by: string
  edited_at: number
  /** Why its last job could not be queued. */
  error: string | null
}

/** How the columns of a schedule are stored. */
export const SCHEDULE_SHAPE = {
  json: ['args', 'options', 'extra_perms'],
  bool: ['enabled', 'is_flow', 'no_flow_overlap'],
} as const
