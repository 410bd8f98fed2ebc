/** A value that JSON can carry. */
export type Json = null | boolean | number | string | Json[] | JsonObject

/** A JSON object; a key may be absent. */
export type JsonObject = { [key: string]: Json }

/** True for an object that is neither null nor an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** How deep JSON may be nested; what is some thousand levels deep can be parsed, and then neither be kept nor sent on. */
export const DEEPEST = 1000

/** Whether lists and objects are nested at most so deep. */
export function isNoDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  return levels > 0 && Object.values(value).every((each) => isNoDeeper(each, levels - 1))
}
