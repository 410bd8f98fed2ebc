import { meteredEmbed } from '../loop/metered_embed.ts'
import { jobServices } from '../loop/services.ts'
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
  const services = jobServices()
  const { sql } = services
  const { memory, metering } = await memoryOfRun(sql, run_id)
  const place = `remember/${idempotency_key}`
  const embed = (texts: string[]) => meteredEmbed(services, { ...metering, place, texts })
  const said = { content, subject, only_one: only_one ?? false, replaces: replaces ?? [], why }
  const at = new Date().toISOString()
  return await remember(sql, { embed }, { ...memory, ...said, key: idempotency_key, run_id, at })
}
