import { isDeepStrictEqual } from 'node:util'
import { type NewSchedule, type Schedule, ScheduleService } from 'windmill-client'
import { CodedError } from '../errors.ts'
import { refusal, unlessMissing, workspace } from './place.ts'

/** A schedule as it is to be: a cron expression of six fields, seconds first, and what it runs. */
export type WantedSchedule = Required<
  Pick<
    NewSchedule,
    'path' | 'schedule' | 'timezone' | 'script_path' | 'is_flow' | 'args' | 'summary' | 'description' | 'enabled'
  >
> &
  Pick<NewSchedule, 'no_flow_overlap'>

/**
 * Makes a schedule, or makes one that stands at its path as it is to be; it runs with the rights of this job's user.
 * Throws CodedError `PATH_TAKEN` when the one there runs something else, `WINDMILL_REFUSED`.
 */
export async function ensureSchedule(wanted: WantedSchedule): Promise<'created' | 'changed' | 'unchanged'> {
  const { path, enabled, script_path, is_flow, ...rest } = wanted
  const place = { workspace: workspace(), path }
  let there = await unlessMissing(ScheduleService.getSchedule(place))
  if (!there) {
    try {
      await ScheduleService.createSchedule({ workspace: workspace(), requestBody: wanted })
      return 'created'
    } catch (error) {
      // Another job may have made it just now.
      there = await unlessMissing(ScheduleService.getSchedule(place))
      if (!there) throw refusal(error)
    }
  }
  if (there.script_path !== script_path || there.is_flow !== is_flow)
    throw new CodedError('PATH_TAKEN', `The schedule ${path} runs ${there.script_path}: delete it, or move it.`, {
      path,
    })
  const same = isAs(there, rest)
  try {
    if (!same) await ScheduleService.updateSchedule({ ...place, requestBody: rest })
    if (there.enabled !== enabled) await setScheduleEnabled(path, enabled)
  } catch (error) {
    throw refusal(error)
  }
  return same && there.enabled === enabled ? 'unchanged' : 'changed'
}

/** Turns a schedule on or off; nothing happens where there is none. Throws CodedError `WINDMILL_REFUSED`. */
export async function setScheduleEnabled(path: string, enabled: boolean): Promise<void> {
  await unlessMissing(ScheduleService.setScheduleEnabled({ workspace: workspace(), path, requestBody: { enabled } }))
}

const isAs = (there: Schedule, wanted: Partial<WantedSchedule>): boolean =>
  Object.entries(wanted).every(([key, value]) => isDeepStrictEqual((there as Record<string, unknown>)[key], value))
