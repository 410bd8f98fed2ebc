/** The embedded Windmill: one process that speaks the HTTP API of Windmill 1.788. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ADMIN, createAuth, hasDefaultPassword, seedInstance } from './auth/index.ts'
import { createDataTable } from './datatable/index.ts'
import { createExecutor, type ExecutorOptions } from './executor/index.ts'
import { createEvaluator } from './flow/index.ts'
import { importScript } from './import-script.ts'
import { isLoopback, ListenError, listen } from './listen.ts'
import { createQueue } from './queue/index.ts'
import { startSchedules } from './schedule/index.ts'
import { realSystem, type System } from './shared/system.ts'
import { createSite } from './site.ts'
import { openStore, scripts, storeFault } from './store/index.ts'
import { startWorker } from './worker/index.ts'

export { endOnFault, runServer } from './end-on-fault.ts'
export { findBun, tryIsolation } from './executor/index.ts'
export { checkDataFolder, StoreError } from './store/index.ts'

export interface WindmillOptions {
  /** The port to listen on; one that is free when 0 (Default: 0). */
  port?: number
  /** The address to listen on (Default: 127.0.0.1). Another is refused while the first password is the default one. */
  host?: string
  /** The folder in which everything is kept; nothing outlives the process when absent. */
  dataDir?: string
  /** A real PostgreSQL for the data table, instead of the one in the process. */
  postgresUrl?: string
  /** Start the data table beside the server, not when it is first wanted (Default: false). */
  warmDataTable?: boolean
  /** A token that is valid from the start, beside those that logins make. */
  token?: string
  /** Workspaces that are to exist (Default: none). */
  workspaces?: string[]
  /** How many jobs with a process run at a time (Default: 10). */
  concurrency?: number
  /** Folders in which npm packages are looked for (Default: this repository's `node_modules`). */
  nodeModules?: string[]
  /** Run jobs in namespaces of their own where the system has them (Default: auto). */
  isolation?: 'auto' | 'off'
  /** What a job may take before it is ended. */
  jobLimits?: Pick<ExecutorOptions, 'maxOutputBytes' | 'maxMemoryBytes' | 'maxProcesses'>
  /** Paths of scripts that keep their process and serve job after job. */
  dedicated?: string[]
  /** Serve what a free Windmill lacks as well (Default: false). */
  beyond?: boolean
  /** How many bytes the body of a request may have; more is a 413 (Default: Windmill's own limit, 200 MiB). */
  maxBodyBytes?: number
  system?: System
}

export interface RunningWindmill {
  /** Where it is reached; no slash at the end. */
  url: string
  /** A token of the administrator. */
  token: string
  /** Whether jobs run in namespaces of their own, and if not, why. */
  isolation: { kind: 'bwrap' | 'unshare' | 'none'; reason?: string }
  stop(): Promise<void>
}

const DEFAULT_CONCURRENCY = 10
const REPOSITORY_MODULES = fileURLToPath(new URL('../../../node_modules', import.meta.url))

/**
 * Starts an embedded Windmill. Throws StoreError when the data folder cannot be used, and ListenError when the port is
 * taken; what had been started by then is stopped.
 */
export async function startWindmill(options: WindmillOptions = {}): Promise<RunningWindmill> {
  const stops: (() => unknown)[] = []
  const stop = async () => {
    for (const each of stops.splice(0).reverse()) await each()
  }
  try {
    return { ...(await start(options, (each) => stops.push(each))), stop }
  } catch (error) {
    await stop()
    throw storeFault(error, options.dataDir)
  }
}

/** Starts one part after the other; `onStop` is told how to stop each, and the last to start is the first to stop. */
async function start(
  options: WindmillOptions,
  onStop: (stop: () => unknown) => void,
): Promise<Omit<RunningWindmill, 'stop'>> {
  const system = options.system ?? realSystem
  const dataDir = options.dataDir ? resolve(options.dataDir) : undefined
  const workDir = dataDir ?? mkdtempSync(join(tmpdir(), 'millwright-'))
  if (!dataDir) onStop(() => rmSync(workDir, { recursive: true, force: true }))

  const store = openStore(dataDir)
  onStop(store.close)
  const queue = createQueue(store, system)
  const auth = createAuth(store, system)
  await seedInstance(store, auth, system, { workspaces: options.workspaces ?? [], token: options.token })
  if (!isLoopback(options.host) && (await hasDefaultPassword(store))) {
    throw new ListenError(
      `${ADMIN.email} still has the default password, so only this machine may be listened on. Change it first (log in on loopback), or leave --host out.`,
    )
  }
  const datatable = createDataTable({ dir: dataDir && join(dataDir, 'datatable'), postgresUrl: options.postgresUrl })
  onStop(() => datatable.stop())

  let url = ''
  const baseUrl = () => url
  const executor = await createExecutor(
    {
      dataDir: workDir,
      nodeModules: options.nodeModules ?? [REPOSITORY_MODULES],
      resolveScript: (...wanted) => importScript({ store, auth }, ...wanted),
      importVersion: () => scripts.importVersion.one(store.connection, undefined)!.version,
      apiBase: baseUrl,
      isolation: options.isolation,
      dedicatedPaths: options.dedicated,
      ...options.jobLimits,
    },
    system,
  )
  onStop(() => executor.stop())
  const { evaluate, dispose } = await createEvaluator()
  onStop(dispose)

  const parts = { store, system, queue, auth, datatable, baseUrl }
  const site = createSite({ ...parts, beyond: options.beyond ?? false, maxBodyBytes: options.maxBodyBytes })
  // Before the worker: a job that was left over may call the server at once.
  const server = await listen(site, options.host ?? '127.0.0.1', options.port ?? 0)
  onStop(server.close)
  url = server.url
  const worker = startWorker(
    { ...parts, executor, evaluate, dataDir: workDir, random: Math.random },
    options.concurrency ?? DEFAULT_CONCURRENCY,
  )
  onStop(() => worker.stop())
  const schedules = startSchedules({ store, queue, system, beyond: options.beyond })
  onStop(schedules.stop)
  executor.warm()
  if (options.warmDataTable) datatable.warm()

  const token = options.token ?? auth.createToken({ email: ADMIN.email, label: 'start' })
  return { url, token, isolation: executor.isolation }
}
