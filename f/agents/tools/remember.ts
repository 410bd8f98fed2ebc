import { connectLlm, readProvider } from '../../lib/llm/index.ts'
import { dataTable } from '../../lib/store/index.ts'
import { remember } from '../memory/index.ts'
import { memoryOfRun } from './memory_of_run.ts'

/**
 * Remembers a sentence about the user of a run, for all of their agents; under the policy `propose` it waits for the user
 * first. What was remembered under the same key before is not remembered again. Answers what became of it, with what it
 * superseded.
 */
export async function main(
  content: string,
  run_id: string,
  idempotency_key: string,
  subject: string | null = null,
  only_one: boolean | null = null,
  replaces: string[] | null = null,
  why: string | null = null,
): Promise<Awaited<ReturnType<typeof remember>>> {
  const sql = dataTable()
  const [memory, provider] = await Promise.all([memoryOfRun(sql, run_id), readProvider()])
  const said = { content, subject, only_one: only_one ?? false, replaces: replaces ?? [], why }
  const at = new Date().toISOString()
  return await remember(sql, connectLlm(provider), { ...memory, ...said, key: idempotency_key, run_id, at })
}
