import type { Member } from '../auth/index.ts'
import { badRequest } from '../shared/errors.ts'
import { isJsonObject, type Json } from '../shared/json.ts'
import { type ReadContext, readVariable } from './read-variable.ts'
import { visibleResource } from './visible-resource.ts'

/** Levels of objects, lists and references that are followed; Windmill's own number. */
const MAX_DEPTH = 50
/** Windmill looks into lists no deeper than this, and no longer than that. */
const MAX_LIST_DEPTH = 2
const MAX_LIST_LENGTH = 1000

/**
 * Puts what a value refers to in its place: `$var:path` becomes the text of a variable, `$jsonvar:path` the JSON in it,
 * `$res:path` the value of a resource, whose own references are followed too. 404 for what the member may not see,
 * 400 for a reference that leads back to itself, or deeper than MAX_DEPTH.
 */
export function interpolate(context: ReadContext, member: Member, value: Json): Json {
  const follow = (value: Json, depth: number, within: string[]): Json => {
    if (depth >= MAX_DEPTH) throw badRequest(`References and objects may be nested ${MAX_DEPTH} deep, not deeper`)
    if (typeof value === 'string') return reference(value, depth, within)
    if (Array.isArray(value)) {
      if (depth > MAX_LIST_DEPTH || value.length > MAX_LIST_LENGTH) return value
      return value.map((each) => follow(each, depth + 1, within))
    }
    if (!isJsonObject(value)) return value
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, follow(each, depth + 1, within)]))
  }
  const reference = (text: string, depth: number, within: string[]): Json => {
    if (text.startsWith('$var:')) return readVariable(context, member, text.slice('$var:'.length))
    if (text.startsWith('$jsonvar:')) return jsonVariable(context, member, text.slice('$jsonvar:'.length))
    if (!text.startsWith('$res:')) return text
    const path = text.slice('$res:'.length)
    if (!path.includes('/')) throw badRequest(`Invalid resource path: ${path}`)
    if (within.includes(path)) throw badRequest(`Circular reference: ${[...within, path].join(' → ')}`)
    return follow(visibleResource(context, member, path).value, depth + 1, [...within, path])
  }
  return follow(value, 0, [])
}

function jsonVariable(context: ReadContext, member: Member, path: string): Json {
  const text = readVariable(context, member, path)
  try {
    return JSON.parse(text) as Json
  } catch {
    throw badRequest(`Variable ${path} is referred to by $jsonvar: but holds no JSON`)
  }
}
