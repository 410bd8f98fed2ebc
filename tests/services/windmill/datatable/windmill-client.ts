import type { SqlStatement } from 'windmill-client'
import type { DataTable } from '../../../../services/windmill/src/datatable/index.ts'
import type { Json, JsonObject } from '../../../../services/windmill/src/shared/json.ts'

/** A statement of `wmill.datatable()` as the client sends it, run on the data table; the client's own annotations. */
export function sender(table: DataTable) {
  const send = (statement: SqlStatement<unknown>, collection?: string): Promise<Json> => {
    const annotation = collection ? `-- result_collection=${collection}\n` : ''
    return table.runScript(annotation + statement.content, statement.args as JsonObject)
  }
  return {
    fetch: (statement: SqlStatement<unknown>) => send(statement),
    fetchOne: (statement: SqlStatement<unknown>) => send(statement, 'last_statement_first_row'),
    fetchOneScalar: (statement: SqlStatement<unknown>) => send(statement, 'last_statement_first_row_scalar'),
  }
}
