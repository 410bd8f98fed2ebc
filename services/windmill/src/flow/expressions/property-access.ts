import { isJsonObject, type Json, type JsonObject } from '../../shared/json.ts'
import type { Scope } from './scope.ts'
import { visibleValues } from './scope.ts'

/**
 * `results.step`, `results.step[0]`, `results.step.a.b`. Windmill reads these from its database and never starts the
 * sandbox, with a pattern that is content with one whole line of the expression; so does this one.
 */
const STEP_PATH = /^results\??\.([a-zA-Z_0-9]+)(?:\[(\d+)\])?((?:\.[a-zA-Z_0-9]+)+)?$/m

/** Found without the sandbox, or not to be found this way. */
type Found = { value: Json } | undefined

/**
 * Evaluates what is a plain access to a property. This is part of the language, not only quick: a path into a step's
 * result that leads nowhere is null here (case flow/missing-result), where JavaScript would throw.
 */
export function accessProperty(expr: string, scope: Scope): Found {
  const values = visibleValues(scope)
  if (expr !== 'flow_input' && Object.hasOwn(values, expr)) return { value: values[expr]! }
  return (
    accessKey(expr, 'flow_input', scope.flow_input) ??
    accessKey(expr, 'flow_env', scope.flow_env) ??
    accessPrevious(expr, scope) ??
    accessStep(expr, scope)
  )
}

/** `name.key` or `name["key"]`, the key taken as it stands. A key that is missing is left to the sandbox. */
function accessKey(expr: string, name: string, container: Json | undefined): Found {
  if (!isJsonObject(container) || !expr.startsWith(name)) return undefined
  const suffix = expr.slice(name.length)
  let key: string | undefined
  if (suffix.startsWith('.')) key = suffix.slice(1)
  else if (suffix.startsWith('["') && suffix.endsWith('"]') && suffix.length > 4) key = suffix.slice(2, -2)
  return key !== undefined && Object.hasOwn(container, key) ? { value: container[key]! } : undefined
}

/** The whole result of the step before. */
function accessPrevious(expr: string, scope: Scope): Found {
  const id = scope.previous_id
  if (id === undefined || scope.previous_result === undefined || !scope.results) return undefined
  const spellings = [`results.${id}`, `results?.${id}`, `results["${id}"]`, `results?.["${id}"]`]
  return spellings.includes(expr) ? { value: scope.previous_result } : undefined
}

function accessStep(expr: string, scope: Scope): Found {
  const match = scope.results && STEP_PATH.exec(expr)
  if (!match) return undefined
  const [, step, index, rest] = match
  const path = [...(index === undefined ? [] : [index]), ...(rest ? rest.slice(1).split('.') : [])]
  // `length` is no property in JSON: the sandbox knows it (case loop/for-skip-failures).
  if (path.at(-1) === 'length') return undefined
  let value: Json | undefined = scope.results?.(step!)
  for (const key of path) value = child(value, key)
  return { value: value ?? null }
}

function child(value: Json | undefined, key: string): Json | undefined {
  if (Array.isArray(value)) return /^\d+$/.test(key) ? value[Number(key)] : undefined
  if (!isJsonObject(value)) return undefined
  const object: JsonObject = value
  return Object.hasOwn(object, key) ? object[key] : undefined
}
