import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import type { JsonObject } from '../../../../services/windmill/src/shared/json.ts'
import { type Client, createClient } from '../../../conformance/player/client.ts'
import { deploy } from '../../../conformance/player/deploy.ts'
import { until } from '../../../conformance/player/follow.ts'
import { isRunning } from '../executor/is-running.ts'
import { type Counter, type Report, startCounter } from './counter.ts'
import { FLOWS, NOTE, type Planned, planRuns, SCRIPTS } from './flows.ts'
import { seeded } from './seeded.ts'
import { type ServerProcess, serverCommand, startServerProcess } from './server-process.ts'
import { type Kept, readKept } from './what-is-kept.ts'

const WORKSPACE = 'crash'
const TOKEN = 'a-token-for-the-crash-test'
const KILLS = 3
/** Of about seventy reports in all, so that there is something left to do at each kill. */
const MOST_REPORTS_BETWEEN_KILLS = 20

let dataDir: string
let counter: Counter
let server: ServerProcess | undefined
afterEach(async () => {
  await server?.kill()
  await counter.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

/** What the server has said yes to. */
interface Acknowledged {
  jobs: Set<string>
  scripts: Set<string>
  answers: Set<string>
}

/** A kill, and what was there when it came. */
interface Kill {
  kept: Kept
  /** How many reports had come. */
  reports: number
}

test.for([
  { seed: 1, isolation: [] },
  { seed: 2, isolation: [] },
  { seed: 3, isolation: ['--no-isolation'] },
])('twenty running flows outlive the kills of seed $seed $isolation', async (given) => {
  const random = seeded(given.seed)
  dataDir = mkdtempSync(join(tmpdir(), 'crash-'))
  counter = await startCounter()
  const runs = planRuns(randomUUID)
  const acknowledged: Acknowledged = { jobs: new Set(), scripts: new Set(), answers: new Set() }
  const kills: Kill[] = []
  const processes = new Set<number>()
  const command = serverCommand(
    ...['--port', '0', '--data', dataDir, '--token', TOKEN, '--workspace', WORKSPACE, ...given.isolation],
  )
  const start = async (): Promise<Client> => {
    server = startServerProcess(command)
    return createClient(await server.ready, TOKEN, WORKSPACE)
  }

  let client = await start()
  await client.call('POST', '/folders/create', { name: 'crash' })
  await deploy(client, {
    scripts: Object.entries(SCRIPTS).map(([path, content]) => ({ path, content })),
    flows: Object.entries(FLOWS).map(([path, modules]) => ({ path, value: { modules } })),
  })

  while (kills.length < KILLS) {
    const moment = counter.arrived(1 + Math.floor(random() * MOST_REPORTS_BETWEEN_KILLS), random() < 0.5)
    const work = Promise.allSettled([
      startRuns(client, runs, acknowledged),
      answerOne(client, runs, acknowledged),
      deployMore(client, acknowledged),
    ])
    await moment
    await server!.kill()
    // Nothing but the lost connection may have ended the work.
    for (const each of await work) if (each.status === 'rejected') expect(each.reason).toBeInstanceOf(TypeError)
    for (const pid of recordedProcesses()) processes.add(pid)
    const kept = readKept(dataDir)
    expect(kept.integrity).toBe('ok')
    expect([...acknowledged.jobs].filter((id) => !kept.jobs.has(id))).toEqual([])
    expect([...acknowledged.scripts].filter((path) => !kept.scripts.has(path))).toEqual([])
    kills.push({ kept, reports: counter.reports.length })
    client = await start()
  }
  await startRuns(client, runs, acknowledged)
  await answerAll(client, runs, acknowledged)

  for (const run of runs) expect([run.name, await resultOf(client, run)]).toEqual([run.name, run.result])
  for (const path of acknowledged.scripts) {
    await until(client, runs[0]!.id, `the lock of ${path}`, async () => {
      const script = (await client.call('GET', `/scripts/get/p/${path}`)) as JsonObject
      return script.lock ?? undefined
    })
    expect(await client.call('POST', `/jobs/run_wait_result/p/${path}`, {})).toBe(path)
  }
  expect(counter.twins).toEqual([])
  expect(ranAgain(counter.reports, kills)).toEqual([])
  expect(ranTooOften(counter.reports, kills)).toEqual([])
  expect(stepsWithTwoJobs(counter.reports)).toEqual([])
  expect([...processes].filter(isRunning)).toEqual([])
})

/**
 * Starts the runs that the server has not said yes to. A run whose yes was lost is asked for again, under the same id:
 * then the server says that it has it.
 */
async function startRuns(client: Client, runs: Planned[], { jobs }: Acknowledged): Promise<void> {
  const missing = runs.filter(({ id }) => !jobs.has(id))
  await Promise.all(
    missing.map(async ({ id, path, name, value }) => {
      const kind = path in FLOWS ? 'f' : 'p'
      const args = { counter: counter.url, name, value }
      const { status, answer } = await client.attempt('POST', `/jobs/run/${kind}/${path}?job_id=${id}`, args)
      if (status !== 201) expect(answer).toContain('already exists')
      jobs.add(id)
    }),
  )
}

/** Answers the first flow that asks a person. */
async function answerOne(client: Client, runs: Planned[], acknowledged: Acknowledged): Promise<void> {
  for (const run of unanswered(runs, acknowledged)) {
    const { status } = await client.attempt('POST', `/jobs/flow/resume/${run.id}`, { note: NOTE })
    if (status >= 400) continue
    acknowledged.answers.add(run.id)
    return
  }
}

/** Answers all flows that ask, or will. */
async function answerAll(client: Client, runs: Planned[], acknowledged: Acknowledged): Promise<void> {
  for (const { id, name } of unanswered(runs, acknowledged)) {
    await until(client, id, `${name} to ask`, async () => {
      const { status } = await client.attempt('POST', `/jobs/flow/resume/${id}`, { note: NOTE })
      return status < 400 || undefined
    })
  }
}

const unanswered = (runs: Planned[], { jobs, answers }: Acknowledged): Planned[] =>
  runs.filter(({ id, path }) => path === 'f/crash/approval' && jobs.has(id) && !answers.has(id))

/** Deploys ten more scripts that answer their own path, one after the other, as far as the server lives. */
async function deployMore(client: Client, { scripts }: Acknowledged): Promise<void> {
  for (let more = 0; more < 10; more++) {
    const path = `f/crash/late_${scripts.size}`
    const content = `export function main() { return ${JSON.stringify(path)} }`
    const script = { path, content, summary: '', description: '', language: 'bun', schema: {} }
    const { status, answer } = await client.attempt('POST', '/scripts/create', script)
    if (status !== 201) expect(answer).toContain('already exists')
    scripts.add(path)
  }
}

/** The processes that the server had noted when it ended. */
const recordedProcesses = (): number[] =>
  readFileSync(join(dataDir, 'executor', 'processes'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => Number(line.split(' ')[0]))

async function resultOf(client: Client, { id, name }: Planned) {
  const job = await until(client, id, name, async () => {
    const found = (await client.call('GET', `/jobs_u/get/${id}`)) as JsonObject
    return found.type === 'CompletedJob' ? found : undefined
  })
  return job.result
}

/** The key of a workflow's own step, at the end of its name. */
const keyOf = ({ name }: Report): string => name.split('/').at(-1)!

/** Steps that began after a kill although they had ended before it. */
const ranAgain = (reports: Report[], kills: Kill[]): Report[] =>
  kills.flatMap(({ kept, reports: before }) =>
    reports
      .slice(before)
      .filter((report) => kept.ended.has(report.job) || kept.checkpoints.has(`${report.job} ${keyOf(report)}`)),
  )

/** Steps that one job began more often than once and once more for each kill that came while it ran. */
function ranTooOften(reports: Report[], kills: Kill[]): Report[] {
  const times = (report: Report) => reports.filter(({ job, name }) => job === report.job && name === report.name).length
  return reports.filter((report) => times(report) > 1 + kills.filter(({ kept }) => kept.running.has(report.job)).length)
}

/** Steps that more than one job ran; a step that is retried has two. */
function stepsWithTwoJobs(reports: Report[]): string[] {
  const names = [...new Set(reports.map(({ name }) => name))]
  const jobsOf = (name: string) => new Set(reports.filter((each) => each.name === name).map(({ job }) => job)).size
  return names.filter((name) => jobsOf(name) !== (name.endsWith('/again') ? 2 : 1))
}
