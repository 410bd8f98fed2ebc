import { isDeepStrictEqual } from 'node:util'
import type { Member } from '../../auth/index.ts'
import { interpolate } from '../../interpolate/index.ts'
import { badRequest } from '../../shared/errors.ts'
import { isJsonObject, type Json, type JsonObject } from '../../shared/json.ts'
import type { Windmill } from '../context.ts'
import type { Grant } from './component-policy.ts'

/** Who clicks, and for whom the job runs. */
export interface Visit {
  workspace_id: string
  visitor: Member | undefined
  /** The e-mail of whoever the component runs as. */
  author: string
  /** The component runs as the visitor. */
  asVisitor: boolean
}

/**
 * The arguments of a component: those of the visitor, below those that the app has decided, with what `$ctx:` stands
 * for. A job that runs as somebody else than the visitor would read that one's secrets where an argument names them
 * (`$var:`, `$res:`), so a visitor's arguments may not, but for resources of their own where the app allows it. Throws
 * 400 for an argument that is not allowed.
 */
export function componentArgs(windmill: Windmill, visit: Visit, grant: Grant, sent: JsonObject): JsonObject {
  const args: JsonObject = {}
  for (const [name, value] of Object.entries(sent)) {
    const choices = grant.choices[name]
    if (choices && !choices.some((choice) => isDeepStrictEqual(choice, value))) {
      throw badRequest(`Argument ${name} has to be one of ${JSON.stringify(choices)}`)
    }
    args[name] = visitorsValue(windmill, visit, grant, name, value)
  }
  const statics = Object.entries(grant.statics).map(([name, value]) => [name, inContext(visit, value)])
  return { ...args, ...Object.fromEntries(statics) }
}

function visitorsValue(windmill: Windmill, visit: Visit, grant: Grant, name: string, value: Json): Json {
  const known = inContext(visit, value)
  if (visit.asVisitor || !refers(known)) return known
  if (visit.visitor && grant.userResources.includes(name) && typeof known === 'string' && known.startsWith('$res:')) {
    return interpolate(windmill, visit.visitor, known)
  }
  throw badRequest(`Argument ${name} may not refer to a variable or a resource`)
}

const REFERENCE = /^\$(var|jsonvar|res):/

function refers(value: Json): boolean {
  if (typeof value === 'string') return REFERENCE.test(value)
  return typeof value === 'object' && value !== null && Object.values(value).some(refers)
}

/** What `$ctx:email` and the like stand for, in a value or one level into an object. */
function inContext(visit: Visit, value: Json): Json {
  if (isJsonObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, contextual(visit, each)]))
  }
  return contextual(visit, value)
}

function contextual({ workspace_id, visitor, author }: Visit, value: Json): Json {
  const name = typeof value === 'string' && value.startsWith('$ctx:') ? value.slice('$ctx:'.length) : undefined
  switch (name) {
    case undefined:
      return value
    case 'email':
      return visitor?.email ?? null
    case 'username':
      return visitor?.username ?? null
    case 'groups':
      return visitor?.groups ?? []
    case 'workspace':
      return workspace_id
    case 'author':
      return author
    default:
      throw badRequest(`$ctx:${name} is not known: there are email, username, groups, workspace and author`)
  }
}
