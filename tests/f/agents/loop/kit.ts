import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { main as askPerson } from '../../../../f/agents/approvals/ask_person.ts'
import { main as callApproved } from '../../../../f/agents/approvals/call_approved.ts'
import type { GuardedCall } from '../../../../f/agents/approvals/question.ts'
import type { Resumed } from '../../../../f/agents/approvals/read_decision.ts'
import { type AgentDefinition, type AgentInput, agentDefinition } from '../../../../f/agents/definition.ts'
import type { RunResult } from '../../../../f/agents/loop/end_run.ts'
import { main as runAgent } from '../../../../f/agents/run_agent.ts'
import { addAgent, addVersion, getAgent, publishVersion } from '../../../../f/agents/store/agents.ts'
import { main as callPinned } from '../../../../f/agents/tools/call_pinned.ts'
import { dataTable, listEvents, type RunEvent, type Sql } from '../../../../f/lib/store/index.ts'
import type { DataTable } from '../../../../services/windmill/src/datatable/index.ts'
import { startDataTable } from '../../../helpers/data-table.ts'
import { type Played, playWorkflow, type WorkflowCall } from '../../../helpers/play-workflow.ts'
import { type ModelTurn, type ScriptedModel, startScriptedModel } from '../../../helpers/scripted-model.ts'
import { takeBroadcast } from '../../../helpers/taking-hub.ts'
import { openWindmillDoor, type WindmillDoor } from '../../../helpers/windmill-door.ts'

/** How a run ends that a person has had enough of. */
export const CANCELLED = {
  status: 'cancelled',
  output: null,
  error: { code: 'CANCELLED', message: 'enough', details: {} },
  message: 'enough',
} as const

/** A script or a flow that stands in for a deployed one. */
interface Item {
  kind: 'script' | 'flow'
  schema?: object
  run(args: Record<string, unknown>): unknown
  /** Hash or version; raised by `change`. */
  version: number
}

export interface Finished extends RunResult {
  played: Played
  /** Of the outermost run. */
  events: RunEvent[]
  model: ScriptedModel
}

export interface RunOptions {
  run_id?: string
  session_id?: string
  /** Each step is done twice, as if the process had ended before its checkpoint. */
  crashes?: boolean
  /** What a person answers to a question; without one, nobody is to be asked. */
  decide?: (question: GuardedCall) => Resumed & { approvers?: string[] }
  /** Waited for after a decision, before the flow goes on. */
  wait?: () => Promise<void> | undefined
  kind?: RT.LlmProvider['kind']
}

/**
 * Agents that are run in this process: the loop as it is deployed,
 * on a real data table, with a model that plays a script.
 */
export interface LoopKit {
  door: WindmillDoor
  sql: Sql
  /** Calls of scripts and flows that tools came to, in their order. */
  called: { path: string; args: Record<string, unknown> }[]
  /** What the pages of approvals show. */
  asked: unknown[]
  /** Messages that the hub got. */
  published: { type: string; payload: Record<string, unknown> }[]
  define(...agents: AgentInput[]): Promise<void>
  script(path: string, run: Item['run'], schema?: object): void
  flow(path: string, run: Item['run'], schema?: object): void
  /** A new version of what stands at a path. */
  change(path: string, run: Item['run']): void
  run(agent: string, input: unknown, turns: ModelTurn[], options?: RunOptions): Promise<Finished>
}

const OBJECT = { type: 'object', properties: {} }

/** Sets the kit up for the tests of a file. */
export function useLoopKit(): LoopKit {
  let table: DataTable
  let model: ScriptedModel | undefined
  let runs = 0
  const items = new Map<string, Item>()
  const jobs = new Map<string, unknown>()
  const kit = { called: [], asked: [], published: [] } as unknown as LoopKit

  beforeAll(async () => {
    table = await startDataTable()
  })
  afterAll(async () => {
    await table?.stop()
  })
  beforeEach(async () => {
    items.clear()
    jobs.clear()
    kit.called.length = 0
    kit.asked.length = 0
    kit.published.length = 0
    kit.door = await openWindmillDoor(table)
    kit.sql = dataTable()
    process.env.WM_PERMISSIONED_AS = 'u/ada'
    // Steps are checkpointed by ending the round, as playWorkflow does it.
    process.env.WM_WAC_INLINE_FAST_PATH = '0'
    const { door } = kit
    door.variables.set('f/openanalyst/ws_endpoint', `${door.url}/api/w/tests/hub`)
    door.variables.set('f/openanalyst/hub_publish_token', 'publish-token')
    door.on('POST', /^\/hub\/broadcast$/, ({ body }) => {
      kit.published.push(...([body].flat() as never[]))
      return { json: takeBroadcast(body) }
    })
    const read = (kind: Item['kind'], path: string) => {
      const item = items.get(path)
      if (!item || item.kind !== kind) return { status: 404, text: 'Not found' }
      const version = { hash: String(item.version), version_id: item.version }
      return { json: { path, summary: path, schema: item.schema ?? OBJECT, ...version } }
    }
    door.on('GET', /^\/scripts\/get\/p\/(.+)$/, ({ match }) => read('script', match[1]!))
    door.on('GET', /^\/flows\/get\/(.+)$/, ({ match }) => read('flow', match[1]!))
    door.on('POST', /^\/jobs\/run\/(?:h|fv|p)\/(.+)$/, async ({ match, body, query }) => {
      const id = query.get('job_id')!
      if (jobs.has(id)) return { status: 400, text: `Job with id ${id} already exists` }
      jobs.set(id, null)
      const path = [...items].find(([name, item]) => name === match[1] || String(item.version) === match[1])?.[0]
      try {
        const result = await callOne({ path: path ?? match[1]!, args: body as never })
        jobs.set(id, { completed: true, success: true, result })
      } catch (error) {
        jobs.set(id, { completed: true, success: false, result: { error: { message: (error as Error).message } } })
      }
      return { status: 201, text: id }
    })
    door.on('GET', /^\/jobs_u\/completed\/get_result_maybe\/(.+)$/, ({ match }) => ({ json: jobs.get(match[1]!) }))
    kit.script('f/agents/run_agent', () => {})
  })
  afterEach(async () => {
    await model?.stop()
    model = undefined
    await kit.door?.stop()
  })

  let versions = 100
  const put = (kind: Item['kind']) => (path: string, run: Item['run'], schema?: object) => {
    versions += 1
    items.set(path, { kind, run, schema, version: versions })
  }
  kit.script = put('script')
  kit.flow = put('flow')
  kit.change = (path, run) => {
    const item = items.get(path)!
    // The old version stays where its number finds it.
    items.set(`${path}@${item.version}`, item)
    versions += 1
    items.set(path, { ...item, run, version: versions })
  }
  kit.define = async (...agents) => {
    for (const agent of agents) {
      const definition = agentDefinition.parse(agent)
      await defineAgent(kit.sql, 'ada', definition)
    }
  }

  let decide: RunOptions['decide']
  let wait: RunOptions['wait']
  const callOne = async (call: Pick<WorkflowCall, 'path' | 'args'>): Promise<unknown> => {
    const { path, args } = call
    if (path === 'f/agents/run_agent') return (await play(args)).result
    if (path === 'f/agents/tools/call_pinned')
      return await callPinned(...(Object.values(args) as [object, object, string]))
    if (path === 'f/agents/guarded_call') {
      const question = args.question as GuardedCall
      const { description } = await askPerson(question)
      kit.asked.push(description)
      if (!decide) throw new Error(`nobody was to be asked about ${question.tool}`)
      const { approvers = ['bob'], ...resumed } = decide(question)
      await wait?.()
      return await callApproved(question, resumed, approvers)
    }
    const item = items.get(path)
    if (!item) throw new Error(`nothing is deployed at ${path}`)
    kit.called.push({ path: path.replace(/@.*/, ''), args })
    return await item.run(args)
  }
  let crashes = false
  const play = async (args: Record<string, unknown>): Promise<Played> => {
    const { run_id, agent, input, session_id, version, parent_run_id } = { ...NO_ARGUMENTS, ...args }
    const job = `job-of-${run_id}`
    return await playWorkflow(
      () => {
        process.env.WM_JOB_ID = job
        return runAgent(run_id, agent, input as string, session_id, version, parent_run_id)
      },
      { answer: callOne, crashes },
    )
  }
  kit.run = async (agent, input, turns, options = {}) => {
    runs += 1
    model = await startScriptedModel(turns, options.kind)
    kit.door.resources.set('f/openanalyst/llm', model.provider)
    decide = options.decide
    wait = options.wait
    crashes = options.crashes ?? false
    const run_id = options.run_id ?? `run-${runs}`
    const played = await play({ run_id, agent, input, session_id: options.session_id ?? `s-${runs}` })
    if (played.error) throw played.error
    model.check()
    expect(kit.door.unexpected.filter((line) => !line.includes('model_prices'))).toEqual([])
    return { ...(played.result as RunResult), played, events: await listEvents(kit.sql, run_id), model }
  }
  return kit
}

const NO_ARGUMENTS = {
  run_id: '',
  agent: '',
  input: null as unknown,
  session_id: null,
  version: null,
  parent_run_id: null,
}

/** Adds an agent, or a version of the one of its name, and publishes it. */
async function defineAgent(sql: Sql, user_id: string, definition: AgentDefinition): Promise<void> {
  const at = '2026-11-21T08:00:00Z'
  const { name } = definition
  if (!(await addAgent(sql, { id: `id-of-${name}`, user_id, definition, at }))) {
    const { id, last_version } = (await getAgent(sql, { user_id, agent: name }))!
    await addVersion(sql, { id, base: last_version, definition, at })
  }
  const { id, version } = (await getAgent(sql, { user_id, agent: name }))!
  await publishVersion(sql, { id, version, at })
}

export const says = (text: string): ModelTurn => ({ answer: { text } })
export const calls = (...wanted: [name: string, args: object | string][]): ModelTurn => ({
  answer: { calls: wanted.map(([name, args]) => ({ name, arguments: args })) },
})
/** The last message that the model is sent, as JSON where it is. */
export const told = (expected: unknown, turn: ModelTurn): ModelTurn => ({
  ...turn,
  expect: ({ messages }) => {
    const { content } = messages.at(-1)!
    expect(typeof expected === 'string' ? content : JSON.parse(content ?? 'null')).toEqual(expected)
  },
})
export const typesOf = (events: RunEvent[]): string[] => events.map(({ type }) => type)
