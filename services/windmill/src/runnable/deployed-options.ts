import { permissionedAs } from '../auth/index.ts'
import type { JobOptions, NewJob } from '../shared/job.ts'
import type { JsonObject } from '../shared/json.ts'

const numberOf = (value: unknown) => (typeof value === 'number' ? value : undefined)
const textOf = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)

/**
 * What a script or flow was deployed with that a run of it takes over. A version that is to run on behalf of somebody
 * runs as them, whoever asks. Free Windmill keeps concurrency limits and does not apply them; so does this.
 */
export function jobFieldsOf(options: JsonObject, deployedBy: string): Partial<NewJob> {
  const email = textOf(options.on_behalf_of_email)
  const jobOptions: JobOptions = defined({
    cache_ttl: numberOf(options.cache_ttl),
    labels: Array.isArray(options.labels) ? (options.labels as string[]) : undefined,
  })
  return defined({
    tag: textOf(options.tag),
    timeout_s: numberOf(options.timeout),
    priority: numberOf(options.priority),
    visible_to_owner: options.visible_to_runner_only === true ? false : undefined,
    permissioned_as: email && (textOf(options.on_behalf_of) ?? permissionedAs(deployedBy)),
    email,
    options: jobOptions,
  })
}

/** The fields that are not undefined. */
export function defined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
}
