import { CodedError } from '../../lib/errors.ts'
import { dataTable } from '../../lib/store/index.ts'
import { forget } from '../memory/index.ts'
import { memoryOfRun } from './memory_of_run.ts'

/**
 * Forgets a memory of the user of a run for good, with those whose place it took. Throws CodedError `MEMORY_NOT_FOUND`.
 */
export async function main(memory_id: string, run_id: string): Promise<{ forgotten: string[] }> {
  const sql = dataTable()
  const { memory } = await memoryOfRun(sql, run_id)
  const said = {
    user_id: memory.user_id,
    ids: [memory_id],
    why: 'an agent was told to',
    run_id,
    at: new Date().toISOString(),
  }
  const { forgotten } = await forget(sql, said)
  if (forgotten.length > 0) return { forgotten }
  const message = `The user has no memory ${memory_id}: recalled ones have their ids beside them.`
  throw new CodedError('MEMORY_NOT_FOUND', message)
}
