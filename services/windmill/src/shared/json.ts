/** A value that JSON can carry. */
export type Json = null | boolean | number | string | Json[] | JsonObject

/** A JSON object; a key may be absent. */
export type JsonObject = { [key: string]: Json }

/** True for an object that is neither null nor an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
