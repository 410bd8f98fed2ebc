import type { Json } from '../shared/json.ts'
import { ExpressionError } from './expressions/errors.ts'

/** Something that keeps a flow from going on, in the words that Windmill shows. */
export class FlowFault extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'FlowFault'
  }
}

/**
 * The words for what kept a flow from going on. An error of the evaluator reaches Windmill's interpreter as an
 * anonymous one, which it shows with "Error: " before it.
 * @throws the error itself when it is neither: then it is a fault of this program.
 */
export function faultText(error: unknown): string {
  if (error instanceof FlowFault) return error.message
  if (error instanceof ExpressionError) return `Error: ${error.message}`
  throw error
}

/** The result of what failed. */
export const errorResult = (name: string, message: string): Json => ({ error: { message, name } })

/**
 * How Rust's JSON reader words a value of the wrong kind (cases loop/for-not-a-list, loop/for-object).
 * @param expected for instance "a sequence", "u16"
 */
export function wrongKind(value: Json, expected: string): string {
  const text = JSON.stringify(value)
  const column = typeof value === 'object' && value !== null ? 0 : text.length
  return `invalid type: ${kindOf(value, text)}, expected ${expected} at line 1 column ${column}`
}

function kindOf(value: Json, text: string): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'sequence'
  switch (typeof value) {
    case 'number':
      return `${Number.isInteger(value) ? 'integer' : 'floating point'} \`${text}\``
    case 'string':
      return `string ${text}`
    case 'boolean':
      return `boolean \`${text}\``
    default:
      return 'map'
  }
}
