import { createHash } from 'node:crypto'
import type { JsonObject } from '../shared/json.ts'

/**
 * The hash of a version of a script: 16 hex digits, made of all that was sent, the parent included. So the same script
 * sent twice has the same hash, and a return to an older text has another.
 */
export function scriptHash(script: JsonObject): string {
  const fields = Object.entries(script).sort(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex').slice(0, 16)
}
