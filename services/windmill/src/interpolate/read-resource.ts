import type { Member } from '../auth/index.ts'
import type { Json } from '../shared/json.ts'
import { interpolate } from './interpolate.ts'
import type { ReadContext } from './read-variable.ts'

/** The value of a resource with all that it refers to in place. 404 as `visibleResource`, 400 when it refers to itself. */
export function readResource(context: ReadContext, member: Member, path: string): Json {
  return interpolate(context, member, `$res:${path}`)
}
