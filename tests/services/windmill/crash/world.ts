import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createApi } from '../../../../services/windmill/src/api/index.ts'
import { createAuth } from '../../../../services/windmill/src/auth/index.ts'
import { createDataTable } from '../../../../services/windmill/src/datatable/index.ts'
import type { Executor, Outcome } from '../../../../services/windmill/src/executor/index.ts'
import type { Evaluate } from '../../../../services/windmill/src/flow/index.ts'
import { createQueue } from '../../../../services/windmill/src/queue/index.ts'
import type { Job } from '../../../../services/windmill/src/shared/job.ts'
import type { JsonObject } from '../../../../services/windmill/src/shared/json.ts'
import { realSystem } from '../../../../services/windmill/src/shared/system.ts'
import { jobs, openStore, type Store } from '../../../../services/windmill/src/store/index.ts'
import { startWorker } from '../../../../services/windmill/src/worker/index.ts'
import type { Action } from '../flow/memory-driver.ts'
import { runScript } from '../flow/run-script.ts'

/** What there is besides the store. */
export interface Outside {
  now: number
  /** How many of the actions have been taken. */
  acted: number
  /** What scripts have written. */
  variables: Map<string, string>
}

/** A moment between two commits: the folder of a copy of the store, and what was around it. */
export interface Moment {
  folder: string
  outside: Outside
}

/**
 * A server over a store, but for its door and its processes: scripts run here, and time passes when nothing else does.
 * A script's writes and its end come together, so that one that is begun again has not been half done.
 */
export class World {
  readonly store: Store
  private readonly outside: Outside
  private readonly evaluate: Evaluate
  private readonly token: string
  private busy = 0

  constructor(store: Store, outside: Outside, evaluate: Evaluate, token: string) {
    this.store = store
    this.outside = outside
    this.evaluate = evaluate
    this.token = token
  }

  /** Copies the store into a new folder below `folder` after each commit that changes it. */
  keepMoments(folder: string): Moment[] {
    const { connection } = this.store
    const moments: Moment[] = []
    const changes = () => (connection.prepare('SELECT total_changes() AS n').get() as { n: number }).n
    const copy = connection.prepare('VACUUM INTO ?')
    let seen = changes()
    const look = () => {
      if (connection.inTransaction || changes() === seen) return
      const kept = join(folder, String(moments.length))
      mkdirSync(kept)
      copy.run(join(kept, 'windmill.sqlite'))
      seen = changes()
      moments.push({ folder: kept, outside: { ...this.outside, variables: new Map(this.outside.variables) } })
    }
    const { exec, prepare } = connection
    connection.exec = (sql) => {
      const answer = exec.call(connection, sql)
      look()
      return answer
    }
    connection.prepare = ((sql: string) => {
      const statement = prepare.call(connection, sql)
      for (const door of ['run', 'all'] as const) {
        const through = statement[door].bind(statement) as (...given: unknown[]) => never
        statement[door] = (...given: unknown[]) => {
          const answer = through(...given)
          look()
          return answer
        }
      }
      return statement
    }) as typeof prepare
    return moments
  }

  /** Plays until the job has ended. When nothing runs the next action is taken, or else time passes. */
  async play(start: () => Promise<string>, actions: Action[] = []): Promise<Job> {
    const { store, outside } = this
    const system = { ...realSystem, now: () => outside.now }
    const queue = createQueue(store, system)
    const auth = createAuth(store, system)
    const datatable = createDataTable()
    const baseUrl = () => 'http://localhost'
    const parts = { store, system, queue, auth, datatable, baseUrl }
    const app = createApi({ ...parts, beyond: false })
    const worker = startWorker(
      { ...parts, executor: this.executor(), evaluate: this.evaluate, dataDir: '', random: () => 0.5 },
      1,
    )
    this.ask = async (method, path, body) => {
      const headers = { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' }
      const sent = body === undefined ? undefined : JSON.stringify(body)
      const answer = await app.request(`http://localhost/api/w/sample${path}`, { method, headers, body: sent })
      const text = await answer.text()
      if (!answer.ok) throw new Error(`${method} ${path}: ${text}`)
      return text
    }
    try {
      const id = await start()
      for (;;) {
        // The worker looks at the queue, what it claims goes through its first promises, and it looks again.
        for (let turn = 0; turn < 8; turn++) await new Promise(setImmediate)
        const job = queue.get(id)!
        if (job.completed_at !== null) return job
        if (this.busy > 0) continue
        const action = actions[outside.acted]
        const wait = queue.untilNextDue(true)
        if (action && (this.waiting(id) || action.cancelJob)) {
          // What is answered with yes has been committed: it is not done again.
          outside.acted++
          await this.act(id, action)
        } else if (wait === undefined) throw new Error(`nothing moves the flow: ${JSON.stringify(job.flow_status)}`)
        else outside.now += wait
        queue.events.emit('ready')
      }
    } finally {
      await worker.stop()
      await datatable.stop()
    }
  }

  ask: (method: string, path: string, body?: unknown) => Promise<string> = () => Promise.reject(new Error('not begun'))

  count(table: 'job' | 'job_queue'): number {
    return (this.store.connection.prepare(`SELECT count(*) AS n FROM ${table}`).get() as { n: number }).n
  }

  /** The flow, or the one below it, that waits for a person. */
  private waiting(id: string): Job | undefined {
    const { connection } = this.store
    const all = [{ id }, ...jobs.unfinishedDescendants.all(connection, { id })]
    return all.map((each) => jobs.getJob.one(connection, each)!).find(({ suspend }) => (suspend ?? 0) > 0)
  }

  private async act(id: string, { resume, disapprove, resumeId = 1, approver = 'admin', cancelJob }: Action) {
    if (cancelJob) {
      await this.ask('POST', `/jobs_u/queue/cancel/${id}`, { reason: cancelJob })
      return
    }
    const signed = `${this.waiting(id)!.id}/${resumeId}`
    const signature = await this.ask('GET', `/jobs/job_signature/${signed}?approver=${approver}`)
    const door = disapprove === undefined ? 'resume' : 'cancel'
    await this.ask('POST', `/jobs_u/${door}/${signed}/${signature}?approver=${approver}`, resume ?? disapprove)
  }

  private executor(): Executor {
    const { outside } = this
    return {
      run: async ({ code, args, env, timeout_s }, { signal }) => {
        this.busy++
        try {
          const written = new Map(outside.variables)
          const { seconds, success, result } = await runScript(code, args, env.WM_FLOW_STEP_ID ?? '', written)
          if (signal.aborted) return { outcome: { type: 'canceled' } }
          for (const [path, value] of written) outside.variables.set(path, value)
          return { outcome: outcomeOf(success, result as JsonObject, seconds, timeout_s) }
        } finally {
          this.busy--
        }
      },
      endLeftovers: () => {},
    } as Partial<Executor> as Executor
  }
}

function outcomeOf(success: boolean, result: JsonObject, seconds: number, timeout_s = Infinity): Outcome {
  if (seconds > timeout_s) return { type: 'failure', error: { message: 'too long', name: 'ExecutionErr' } }
  return success ? { type: 'success', result } : { type: 'failure', error: result.error as JsonObject }
}

/** The world as a server finds it that starts where another one was cut off. */
export const worldAt = ({ folder, outside }: Moment, evaluate: Evaluate, token: string): World =>
  new World(openStore(folder), { ...outside, variables: new Map(outside.variables) }, evaluate, token)
