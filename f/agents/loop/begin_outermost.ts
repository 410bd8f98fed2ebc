import { CodedError, toErrorRecord } from '../../lib/errors.ts'
import type { Report } from '../../lib/events.ts'
import { readPrices } from '../budget/index.ts'
import { asksForCode, type Closure, pinClosure, readRunnable, type Sources } from '../closure/index.ts'
import type { AgentDefinition } from '../definition.ts'
import { memoriesRecalled, memoryPrompt, recall } from '../memory/index.ts'
import { saidBefore, sessionFault } from '../sessions/index.ts'
import { loadAgent } from '../store/agents.ts'
import { type EndedRun, endRun } from '../store/end_run.ts'
import { type OpenedRun, openOutermostRun } from '../store/open_run.ts'
import { pinRun } from '../store/pin_run.ts'
import { type AgentRun, getRun, isOpen } from '../store/runs.ts'
import { readTape } from '../tape/index.ts'
import { asksAtOnce } from './ask_first.ts'
import type { Beginning, Begun } from './begun.ts'
import { instructionsOf, textOf } from './instructions.ts'
import { meteredEmbed } from './metered_embed.ts'
import type { RunArguments } from './run_arguments.ts'
import { identityOf } from './run_identity.ts'
import { now, pushLater, type Services } from './services.ts'

/**
 * Lets a run begin that no other started. One that cannot (a tool that is not there) has ended with the error. Throws
 * CodedError `NO_AGENT`, `AGENT_NOT_FOUND`, `RUN_NOT_FOUND`, `RUN_TAKEN`.
 */
export async function beginOutermost(
  services: Services,
  given: RunArguments & { id: string; job_id: string; user_id: string },
): Promise<Beginning | { ended: EndedRun }> {
  const { sql } = services
  const { id, job_id, user_id, agent, version } = given
  const own = { user_id, agent, version, session_id: given.session_id || id, input: given.input ?? '' }
  const opened = await openOutermostRun(sql, { id, job_id, at: now(services) }, own)
  if (!opened) throw notThere(given)
  const { run: row, claimed } = opened
  // Whoever may run the script could name any run: it is carried out with the rights of whom it is of, or not at all.
  if (row.user_id !== user_id) throw new CodedError('RUN_NOT_FOUND', `You have no run ${id}.`, { run_id: id })
  if (!claimed) return await notClaimed(services, id)
  try {
    return await beginWith(services, opened, given.evaluation)
  } catch (error) {
    const record = toErrorRecord(error)
    if (record.code === 'RUN_TAKEN') throw error
    const end = { status: 'failed', output: null, error: record } as const
    const ended = (await endRun(sql, id, { ...end, message: record.message }, now(services)))!
    await pushLater(services, identityOf(row), ended.events)
    return { ended }
  }
}

async function beginWith(
  services: Services,
  { run: row, definition, session }: OpenedRun,
  evaluation: RunArguments['evaluation'],
): Promise<Beginning | { ended: EndedRun }> {
  const { sql } = services
  const { id, user_id, session_id, agent_id, agent_version, input } = row
  if (!definition) throw notThere({ agent: agent_id, version: agent_version })
  void services.provider(definition.model.provider ?? undefined).catch(() => {})
  const tape = evaluation && (await readTape(sql, user_id, evaluation))
  if (!session) throw sessionFault('SESSION_NOT_FOUND', session_id)
  const wanted = { agent_id, version: agent_version, definition }
  const before = row.pinned as Closure | null
  const closure = before ?? { ...(await pinClosure(sourcesOf(services, user_id), wanted)), tape }
  const atOnce = asksAtOnce(definition)
  const pinned = before || atOnce ? closure : await pinRun(sql, id, closure)
  if (!pinned) return await notClaimed(services, id)
  const { agents, prices } = pinned
  const run = { ...identityOf(row), tape }
  // A case has no memories of its user, so that it is the same each time.
  const reminded = tape ? NOTHING : await remind(services, definition, { row, run, prices })
  return {
    ...{ run, agent: agents[definition.name]!, prices, input, untold: reminded.reports },
    messages: [...instructionsOf(definition, reminded.prompt), ...saidBefore(session)],
    pins: before || !atOnce ? null : closure,
  }
}

function notThere({ agent, version }: Pick<RunArguments, 'agent' | 'version'>): CodedError {
  if (!agent) return new CodedError('NO_AGENT', 'Say which agent is to run: its name or its id, as `agent`.')
  const which = version ? `${agent} of version ${version}` : agent
  return new CodedError('AGENT_NOT_FOUND', `There is no agent ${which}. GET /v1/agents lists yours.`)
}

const sourcesOf = ({ sql, provider }: Services, user_id: string): Sources => ({
  loadAgent: (name: string) => loadAgent(sql, user_id, name),
  readRunnable,
  readPrices,
  provider,
  asksForCode: (definition) => asksForCode(definition, provider),
})

/** A run is not this job's to carry out: it has ended, or another job has it. */
async function notClaimed({ sql }: Services, id: string): Promise<{ ended: EndedRun }> {
  const row = await getRun(sql, id)
  if (row && !isOpen(row)) return { ended: endedOf(row) }
  throw new CodedError('RUN_TAKEN', `The run ${id} is carried out by the job ${row?.job_id}.`, { job_id: row?.job_id })
}

const endedOf = ({ id, status, output, error, usage, cost }: AgentRun): EndedRun => {
  return { id, status, output, error, usage, cost }
}

interface Reminded {
  prompt: string
  reports: Report[]
}

const NOTHING: Reminded = { prompt: '', reports: [] }

/**
 * What the agent remembers of its user that fits the input, as a part of its instructions. Looking for it counts for the
 * budget; where that does not allow it, memories are compared by their words.
 */
async function remind(
  services: Services,
  { memory, model, tools }: AgentDefinition,
  { row, run, prices }: Pick<Begun, 'run' | 'prices'> & { row: AgentRun },
): Promise<Reminded> {
  const uses = (name: string) => tools.some((tool) => tool.kind === 'builtin' && tool.name === name)
  const isOff = memory.facts === 'off' && memory.learned === 'off' && !uses('remember') && !uses('forget')
  if (isOff || memory.top_k === 0) return NOTHING
  const { user_id, agent_id, session_id, input } = row
  const provider = model.provider ?? undefined
  const embed = (texts: string[]) => meteredEmbed(services, { run, prices, place: 'recall', provider, texts })
  const asked = { user_id, agent_id, session_id, query: textOf(input), top_k: memory.top_k, at: now(services) }
  const recollection = await recall(services.sql, { embed }, asked)
  const prompt = memoryPrompt(recollection.memories, { with_ids: uses('forget') || uses('remember') })
  return { prompt, reports: [memoriesRecalled('recalled', recollection)] }
}
