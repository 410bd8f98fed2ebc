import { existsSync, mkdirSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import type { WindmillError } from '../shared/errors.ts'
import type { System } from '../shared/system.ts'
import { createBundler } from './bundle/bundler.ts'
import { compileBundle } from './bundle/compile-bundle.ts'
import { createPackages } from './bundle/packages.ts'
import type { Execution, Executor, ExecutorOptions, RunHooks, RunSpec } from './contract.ts'
import { createProcessHost } from './host/process-host.ts'
import { chooseIsolation } from './isolation/choose.ts'
import { executionError } from './job-error.ts'
import { createDedicated } from './language/dedicated.ts'
import { runBash } from './language/run-bash.ts'
import { runBun } from './language/run-bun.ts'
import { lockOf, lockOfList } from './lock/lock-of.ts'
import { pinsOf } from './lock/pins.ts'
import { findBun } from './process/bun-binary.ts'
import { createGroupRecord } from './process/group-record.ts'
import { createLauncher, type Started } from './process/launcher.ts'
import { createPool } from './process/pool.ts'
import { createWatch } from './process/watch.ts'
import { preparePrograms } from './programs.ts'
import { BUN_LANGUAGES } from './script/inspect.ts'

/** Flags that keep Bun from looking around: no package downloads, no `.env`. */
const BUN_FLAGS = ['--no-install', '--no-env-file']
/** Lets the host and all below it end with the server, come what may. For a job it would cost 2 ms each. */
const HOST_FLAGS = [...BUN_FLAGS, '--no-orphans']

/**
 * Makes the executor: tries the isolation, and prepares the folders below `<dataDir>/executor`. Throws an execution error
 * when Bun is missing.
 */
export async function createExecutor(options: ExecutorOptions, system: System): Promise<Executor> {
  const dataDir = resolve(options.dataDir)
  const directory = join(dataDir, 'executor')
  const folders = join(directory, 'jobs')
  const bundles = join(directory, 'bundles')
  const cache = join(directory, 'packages')
  for (const folder of [folders, bundles, cache]) mkdirSync(folder, { recursive: true })

  const bun = findBun()
  const programs = await preparePrograms(join(directory, 'programs'), bun)
  const packages = createPackages(options.nodeModules, cache, bun)
  const modules = options.nodeModules.map((folder) => resolve(folder)).filter(existsSync)
  // A folder may be a link, and what is loaded from it goes by its real name.
  const readable = [
    dirname(bun),
    programs.directory,
    bundles,
    cache,
    ...modules,
    ...modules.map((folder) => realpathSync(folder)),
  ]
  const sight = { readable: [...new Set(readable)], hidden: dataDir }
  const isolation = await chooseIsolation(sight, folders, options.isolation ?? 'auto')
  const record = createGroupRecord(join(directory, 'processes'))
  const host = createProcessHost(isolation.aroundHost([bun, ...HOST_FLAGS, programs.host]))
  const launcher = createLauncher(folders, isolation, host, record, system)
  const start = (program: string, shared?: string) => launcher.start({ command: [bun, ...BUN_FLAGS, program], shared })
  const pool = createPool<Started>({
    size: options.pool ?? 2,
    starting: availableParallelism(),
    start: () => start(programs.main),
    end: (process) => process.kill(),
  })
  const bundler = createBundler({
    directory: bundles,
    packages,
    importVersion: options.importVersion,
    compile: (source) => compileBundle(launcher, [bun, programs.compile], source),
  })
  const watch = createWatch({
    maxMemoryBytes: options.maxMemoryBytes ?? 2 * 1024 * 1024 * 1024,
    maxProcesses: options.maxProcesses ?? 512,
  })
  const supervision = { watch, maxOutputBytes: options.maxOutputBytes ?? 8 * 1024 * 1024 }
  const wrapper = programs.directory
  const dedicated = createDedicated({
    ...supervision,
    wrapper,
    start: () => start(programs.dedicated),
    secret: system.uuid,
  })
  const resolver = (spec: Pick<RunSpec, 'workspace_id' | 'temp_script_refs' | 'permissioned_as'>) => (path: string) =>
    options.resolveScript(spec.workspace_id, path, spec.temp_script_refs?.[path], spec.permissioned_as)

  async function runTypeScript(spec: RunSpec, hooks: RunHooks): Promise<Execution> {
    const pins = pinsOf(spec.lock)
    const isDedicated = spec.dedicated || (options.dedicatedPaths?.includes(spec.path) ?? false)
    const bundle = await unlessAborted(
      hooks.signal,
      bundler.bundle({
        code: spec.code,
        ready: spec.bundle,
        path: spec.path,
        scope: `${spec.workspace_id} ${JSON.stringify([spec.temp_script_refs ?? {}, pins])}`,
        pins,
        dedicated: isDedicated,
        reader: spec.permissioned_as ?? '',
        resolve: resolver(spec),
        log: hooks.onLog,
      }),
    )
    if (!bundle) return { outcome: { type: 'canceled' } }
    if (isDedicated) return dedicated.run(`${spec.workspace_id}/${spec.path}`, spec, hooks, bundle)
    const process = spec.shared_dir ? start(programs.main, spec.shared_dir) : await pool.take()
    return runBun(spec, hooks, { ...supervision, bundle, process, wrapper, secret: system.uuid() })
  }

  function runLanguage(spec: RunSpec, hooks: RunHooks): Promise<Execution> {
    if (BUN_LANGUAGES.includes(spec.language)) return runTypeScript(spec, hooks)
    if (spec.language === 'bash') {
      return runBash(spec, hooks, { ...supervision, launcher, apiBase: options.apiBase(), secret: system.uuid() })
    }
    throw executionError(`language ${spec.language} does not run here; bun, bash and postgresql scripts do`)
  }

  return {
    isolation: { kind: isolation.kind, ...(isolation.reason && { reason: isolation.reason }) },
    warm: pool.warm,
    async run(spec, hooks) {
      if (hooks.signal.aborted) return { outcome: { type: 'canceled' } }
      try {
        return await runLanguage(spec, hooks)
      } catch (error) {
        if ((error as Error).name !== 'WindmillError') throw error
        const { text } = error as WindmillError
        hooks.onLog(`${text}\n`)
        return { outcome: { type: 'failure', error: { name: 'ExecutionErr', message: text } } }
      }
    },
    lockOf: (code, path, workspaceId, tempScriptRefs, list) =>
      list
        ? lockOfList(list, modules)
        : lockOf(code, path, resolver({ workspace_id: workspaceId, temp_script_refs: tempScriptRefs }), modules),
    endLeftovers() {
      record.endLeftovers()
      const kept = new Set(launcher.folders())
      for (const name of readdirSync(folders)) {
        if (!kept.has(join(folders, name))) rmSync(join(folders, name), { recursive: true, force: true })
      }
    },
    async stop() {
      pool.stop()
      const left = launcher.live()
      for (const process of left) process.release()
      await host.stop()
      await Promise.all(left.map(({ ended }) => ended))
      await launcher.settle()
      await bundler.stop()
      record.close()
    },
  }
}

/** What comes of a promise, or undefined as soon as the signal is aborted: installing a package may take long. */
function unlessAborted<T>(signal: AbortSignal, promise: Promise<T>): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const abort = () => resolve(undefined)
    signal.addEventListener('abort', abort)
    if (signal.aborted) abort()
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
