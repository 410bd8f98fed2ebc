import type { Member } from '../auth/index.ts'
import { WindmillError } from '../shared/errors.ts'
import { isJsonObject, type Json, type JsonObject } from '../shared/json.ts'
import { interpolate } from './interpolate.ts'
import { readResource } from './read-resource.ts'
import { type ReadContext, readVariable } from './read-variable.ts'

/**
 * The arguments of a job with what they refer to in place, read with the rights of whom the job runs as. Throws an
 * execution error that names the argument when one refers to nothing that may be seen (`script/missing-resource-arg`).
 * Arguments that refer to nothing come back as they are.
 */
export function interpolateArgs(
  context: ReadContext,
  workspaceId: string,
  permissionedAs: string,
  args: JsonObject,
): JsonObject {
  if (!Object.values(args).some(refers)) return args
  const member = memberFor(context, workspaceId, permissionedAs)
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [name, put(context, member, name, value)]))
}

/** The value of a variable, with the rights of whom a job runs as. 404 when it may not be seen. */
export const getVariableValue = (
  context: ReadContext,
  workspaceId: string,
  permissionedAs: string,
  path: string,
): string => readVariable(context, memberFor(context, workspaceId, permissionedAs), path)

/** The value of a resource with all that it refers to in place, with the rights of whom a job runs as. 404 as above. */
export const getResourceInterpolated = (
  context: ReadContext,
  workspaceId: string,
  permissionedAs: string,
  path: string,
): Json => readResource(context, memberFor(context, workspaceId, permissionedAs), path)

function memberFor({ auth }: ReadContext, workspaceId: string, permissionedAs: string): Member {
  const member = auth.memberAs(workspaceId, permissionedAs, '')
  if (member) return member
  throw new WindmillError('execution', `${permissionedAs} is not a member of workspace ${workspaceId}`)
}

const REFERENCE = /^\$(var|jsonvar|res):(.+)/s

const refers = (value: Json): boolean => {
  if (typeof value === 'string') return REFERENCE.test(value)
  if (typeof value !== 'object' || value === null) return false
  return Object.values(value).some(refers)
}

/** As Windmill, an error names the argument, or the key of the object in which the reference stands. */
function put(context: ReadContext, member: Member, name: string, value: Json): Json {
  if (isJsonObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, put(context, member, key, each)]))
  }
  try {
    return interpolate(context, member, value)
  } catch (error) {
    const [, kind, path] = typeof value === 'string' ? (REFERENCE.exec(value) ?? []) : []
    if (!(error instanceof WindmillError)) throw error
    const what = kind === 'res' ? `Resource ${path}` : kind ? `Variable ${path}` : 'A reference'
    throw new WindmillError('execution', `Not found: ${what} not found for \`${name}\`: ${error.text}`)
  }
}
