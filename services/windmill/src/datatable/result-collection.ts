import type { Json, JsonObject } from '../shared/json.ts'
import { cannotExecute } from './errors.ts'

const STRATEGY = /^(last_statement|all_statements)_(all_rows|first_row)(_scalar)?$/

/**
 * Shapes the rows of each statement as the `result_collection` annotation asks (Windmill's docs, "Result collection"):
 * of the last statement or of each, all rows or the first (null when there is none), whole or only the first column.
 * `legacy` is the rows of a single statement, or a list of lists. An unknown name counts as the default.
 */
export function collectResults(strategy: string, statements: JsonObject[][]): Json {
  const [, which, rows, scalar] = STRATEGY.exec(strategy) ?? []
  const all = strategy === 'legacy' ? statements.length !== 1 : which === 'all_statements'
  const shape = (found: JsonObject[]): Json => {
    const values: Json[] = scalar ? found.map(firstColumn) : found
    return rows === 'first_row' ? (values[0] ?? null) : values
  }
  if (all) return statements.map(shape)
  const last = statements.at(-1)
  return last ? shape(last) : null
}

function firstColumn(row: JsonObject): Json {
  const first = Object.values(row)[0]
  if (first === undefined) throw cannotExecute('Could not collect sql scalar value from empty row')
  return first
}
