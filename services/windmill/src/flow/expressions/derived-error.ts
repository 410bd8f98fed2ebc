import { isJsonObject, type Json } from '../../shared/json.ts'

/**
 * The name `error` in an expression: the error that `previous_result` holds. A list of results, as a failed loop
 * leaves it, gives its only error, or all of them under the name MultipleErrors (windmill-api.md of Windmill's
 * evaluator; case error/failure-module).
 */
export function derivedError(previous: Json): Json {
  if (isJsonObject(previous) && previous.error) return previous.error
  if (Array.isArray(previous)) return errorOfList(previous)
  if (previous) return { name: 'UnknownError', message: 'Could not parse the error', error: previous }
  return { name: 'UnknownError', message: 'No error found' }
}

function errorOfList(results: Json[]): Json {
  const errors = results.flatMap((item) => (isJsonObject(item) && 'error' in item ? [item.error!] : []))
  if (errors.length === 1) return errors[0]!
  const message = errors.length === 0 ? 'Could not parse errors' : errors.map(describe).join('; ')
  return { name: 'MultipleErrors', message, errors: results }
}

function describe(error: Json, index: number): string {
  const { step_id, message, name } = isJsonObject(error) ? error : {}
  return `[${step_id || index}] ${message || name}`
}
