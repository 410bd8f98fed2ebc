import type { Json, JsonObject } from '../shared/json.ts'
import type { InputTransform, InputTransforms } from '../shared/openflow.ts'
import type { Draft } from './draft.ts'
import { ExpressionError } from './expressions/errors.ts'
import type { Scope } from './expressions/scope.ts'
import { FlowFault, wrongKind } from './faults.ts'

/**
 * The arguments of a step from its input transforms. What a model fills in is left out.
 * @throws FlowFault with Windmill's words when an expression throws (cases flow/expression-throws, flow/missing-property)
 */
export function stepArgs(draft: Draft, transforms: InputTransforms | undefined, scope: Scope): JsonObject {
  const args: JsonObject = {}
  for (const [name, transform] of Object.entries(transforms ?? {})) {
    if (transform.type === 'static') args[name] = transform.value ?? null
    else if (transform.type === 'javascript') args[name] = inputValue(draft, transform.expr, scope)
  }
  return args
}

function inputValue(draft: Draft, expr: string, scope: Scope): Json {
  try {
    return draft.context.evaluate(expr, scope)
  } catch (error) {
    throw reworded(error, (reason) => `Error during isolated evaluation of expression \`${expr}\`:\n${reason}`)
  }
}

/** The numbers that a setting may be: the names are those of Rust, which Windmill's messages show. */
const RANGES = { u16: [0, 65_535], i32: [-2_147_483_648, 2_147_483_647] } as const

/**
 * A setting that is a whole number, written as one or as a transform.
 * @throws FlowFault when it is no such number
 */
export function wholeNumber(
  draft: Draft,
  setting: number | InputTransform,
  scope: Scope,
  type: keyof typeof RANGES,
): number {
  const value = settingValue(draft, setting, scope)
  const [least, most] = RANGES[type]
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value
  const written = typeof setting === 'object' && setting.type === 'javascript'
  const reason = wrongKind(value, type)
  throw new FlowFault(
    written
      ? `Error parsing result as ${type}: ${reason}. Value was: ${JSON.stringify(value)}`
      : `Error parsing static value as ${type}: ${reason}`,
  )
}

/** A setting as it stands or as its expression evaluates. */
export function settingValue(draft: Draft, setting: number | InputTransform, scope: Scope): Json {
  if (typeof setting === 'number') return setting
  if (setting.type === 'static') return setting.value ?? null
  if (setting.type === 'ai') return 0
  try {
    return draft.context.evaluate(setting.expr, scope)
  } catch (error) {
    throw reworded(error, (reason) => `Error during evaluation of expression \`${setting.expr}\`:\n${reason}`)
  }
}

function reworded(error: unknown, word: (reason: string) => string): unknown {
  return error instanceof ExpressionError ? new FlowFault(word(error.message)) : error
}
