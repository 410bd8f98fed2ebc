import { CodedError, toErrorRecord } from '../../lib/errors.ts'
import type { Report } from '../../lib/events.ts'
import { connectLlm } from '../../lib/llm/index.ts'
import { readPrices } from '../budget/index.ts'
import { type Closure, pinClosure, readRunnable } from '../closure/index.ts'
import type { AgentDefinition } from '../definition.ts'
import { memoriesRecalled, memoryPrompt, recall } from '../memory/index.ts'
import { openConversation } from '../sessions/index.ts'
import { loadAgent } from '../store/agents.ts'
import { beginRun } from '../store/begin_run.ts'
import { type EndedRun, endRun } from '../store/end_run.ts'
import { type AgentRun, createRun, getRun, isOpen } from '../store/runs.ts'
import { readTape } from '../tape/index.ts'
import type { RunArguments } from './begin_run.ts'
import type { Begun, RunIdentity } from './begun.ts'
import { instructionsOf, textOf } from './instructions.ts'
import { now, reporterOf, type Services } from './services.ts'

/** A run that has begun, and what is to be told of it. */
export type Beginning = Begun & { reports: Report[] }

/**
 * Lets a run begin that no other started. One that cannot (a tool that is not there) has ended with the error. Throws
 * CodedError `NO_AGENT`, `AGENT_NOT_FOUND`, `RUN_TAKEN`.
 */
export async function beginOutermost(
  services: Services,
  given: RunArguments & { id: string; job_id: string; user_id: string },
): Promise<Beginning | { ended: EndedRun }> {
  const { sql } = services
  const { id } = given
  const row = (await getRun(sql, id)) ?? (await addRun(services, given))
  if (!isOpen(row)) return { ended: endedOf(row) }
  try {
    return await beginWith(services, row, given)
  } catch (error) {
    const record = toErrorRecord(error)
    if (record.code === 'RUN_TAKEN') throw error
    const end = { status: 'failed', output: null, error: record } as const
    // Told first: a second try finds the row ended, and would tell nothing.
    await reporterOf(
      services,
      identityOf(row),
    )({
      ...{ key: 'end', type: 'RUN_ENDED', level: 'warn', message: record.message, data: end },
    })
    return { ended: await endRun(sql, id, end, [], now(services)) }
  }
}

async function beginWith(
  services: Services,
  row: AgentRun,
  { job_id, evaluation }: Pick<RunArguments, 'evaluation'> & { job_id: string },
): Promise<Beginning | { ended: EndedRun }> {
  const { sql } = services
  const { id, user_id, session_id, agent_id, agent_version, input } = row
  const loaded = await loadAgent(sql, user_id, agent_id, agent_version)
  const { definition } = loaded
  const tape = evaluation && (await readTape(sql, user_id, evaluation))
  const pinned = row.pinned ?? { ...(await pinClosure(sourcesOf(services, user_id), loaded)), tape }
  const begun = await beginRun(sql, id, { pinned, budget: definition.budget, job_id })
  if (!begun) return await taken(services, id)
  const { agents, prices } = begun.pinned as Closure
  const [said, reminded] = await Promise.all([
    openConversation(sql, {
      ...{ user_id, session_id, agent: agent_id, at: now(services) },
      last_messages: definition.memory.conversation.last_messages,
    }),
    // A case has no memories of its user, so that it is the same each time.
    tape ? { prompt: '', reports: [] } : remind(services, definition, row),
  ])
  return {
    ...{ run: { ...identityOf(row), tape }, agent: agents[definition.name]!, prices, input, reports: reminded.reports },
    messages: [...instructionsOf(definition, reminded.prompt), ...said.messages],
  }
}

async function addRun(
  { sql, clock }: Services,
  { id, user_id, agent, version, session_id, input }: RunArguments & { id: string; user_id: string },
): Promise<AgentRun> {
  if (!agent) throw new CodedError('NO_AGENT', 'Say which agent is to run: its name or its id, as `agent`.')
  const loaded = await loadAgent(sql, user_id, agent, version ?? undefined)
  await createRun(sql, {
    ...{ id, user_id, session_id: session_id || id, input: input ?? '', at: new Date(clock.now()).toISOString() },
    ...{ agent_id: loaded.agent_id, agent_version: loaded.version, agent: loaded.definition.name },
  })
  return (await getRun(sql, id))!
}

const sourcesOf = ({ sql }: Services, user_id: string) => ({
  loadAgent: (name: string) => loadAgent(sql, user_id, name),
  readRunnable,
  readPrices,
})

/** A run did not begin: it has ended meanwhile, or another job has it. */
async function taken({ sql }: Services, id: string): Promise<{ ended: EndedRun }> {
  const row = await getRun(sql, id)
  if (row && !isOpen(row)) return { ended: endedOf(row) }
  throw new CodedError('RUN_TAKEN', `The run ${id} is carried out by the job ${row?.job_id}.`, { job_id: row?.job_id })
}

/** Whose run a row is. */
export function identityOf(row: AgentRun): RunIdentity {
  const { id, root_run_id, lineage, path, user_id, session_id, created_at } = row
  const { tape = null } = (row.pinned as Closure | null) ?? {}
  return { run_id: id, root_run_id, lineage, path, user_id, session_id, began_at: Date.parse(created_at), tape }
}

const endedOf = ({ id, status, output, error, usage, cost }: AgentRun): EndedRun => {
  return { id, status, output, error, usage, cost }
}

/** What the agent remembers of its user that fits the input, as a part of its instructions. */
async function remind(
  services: Services,
  { memory, model, tools }: AgentDefinition,
  { user_id, agent_id, session_id, input }: AgentRun,
): Promise<{ prompt: string; reports: Report[] }> {
  const uses = (name: string) => tools.some((tool) => tool.kind === 'builtin' && tool.name === name)
  const isOff = memory.facts === 'off' && memory.learned === 'off' && !uses('remember') && !uses('forget')
  if (isOff || memory.top_k === 0) return { prompt: '', reports: [] }
  const llm = connectLlm(await services.provider(model.provider ?? undefined))
  const asked = { user_id, agent_id, session_id, query: textOf(input), top_k: memory.top_k, at: now(services) }
  const recollection = await recall(services.sql, llm, asked)
  const prompt = memoryPrompt(recollection.memories, { with_ids: uses('forget') })
  return { prompt, reports: [memoriesRecalled('recalled', recollection)] }
}
