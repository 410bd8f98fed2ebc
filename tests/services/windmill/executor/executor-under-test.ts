import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  createExecutor,
  type Executor,
  type ExecutorOptions,
  type Outcome,
  type RunSpec,
} from '../../../../services/windmill/src/executor/index.ts'
import { realSystem } from '../../../../services/windmill/src/shared/system.ts'

export const NODE_MODULES = fileURLToPath(new URL('../../../../node_modules', import.meta.url))

/** A run's outcome, and what it printed and streamed. */
export interface Ran {
  outcome: Outcome
  log: string
  streamed: string[]
  /** What its preprocessor made of its event, each time that it was told. */
  preprocessed: unknown[]
  mem_peak_kb?: number
}

export interface ExecutorUnderTest {
  executor: Executor
  /** The server's data folder. */
  dataDir: string
  /** Deployed scripts by path. */
  scripts: Map<string, string>
  /** Runs TypeScript unless told otherwise. */
  run(code: string, spec?: Partial<RunSpec>, signal?: AbortSignal, onLog?: (text: string) => void): Promise<Ran>
  /** The result of a run that has to succeed. */
  result(code: string, spec?: Partial<RunSpec>): Promise<unknown>
  /** Stops the executor and removes its folder. */
  stop(): Promise<void>
}

/** A map that counts its changes. */
class CountedMap<K, V> extends Map<K, V> {
  changes = 0

  override set(key: K, value: V): this {
    this.changes += 1
    return super.set(key, value)
  }

  override delete(key: K): boolean {
    this.changes += 1
    return super.delete(key)
  }
}

/** An executor with a data folder of its own and real Bun processes. */
export async function startExecutor(options: Partial<ExecutorOptions> = {}): Promise<ExecutorUnderTest> {
  const dataDir = options.dataDir ?? realpathSync(mkdtempSync(join(tmpdir(), 'executor-')))
  const scripts = new CountedMap<string, string>()
  const executor = await createExecutor(
    {
      dataDir,
      nodeModules: [NODE_MODULES],
      resolveScript: (_workspace, path, tempHash) => scripts.get(tempHash ?? path),
      importVersion: () => String(scripts.changes),
      apiBase: () => 'http://127.0.0.1:9',
      ...options,
    },
    realSystem,
  )

  async function run(
    code: string,
    spec: Partial<RunSpec> = {},
    signal: AbortSignal = new AbortController().signal,
    onLog: (text: string) => void = () => {},
  ): Promise<Ran> {
    let log = ''
    const streamed: string[] = []
    const preprocessed: unknown[] = []
    const { outcome, mem_peak_kb } = await executor.run(
      { job_id: 'job', workspace_id: 'test', language: 'bun', code, path: 'f/test/script', args: {}, env: {}, ...spec },
      {
        signal,
        onLog(text) {
          log += text
          onLog(log)
        },
        onPreprocessed: (args) => preprocessed.push(args),
        onStream: (text) => streamed.push(text),
      },
    )
    return { outcome, log, streamed, preprocessed, mem_peak_kb }
  }

  return {
    executor,
    dataDir,
    scripts,
    run,
    async result(code, spec) {
      const { outcome, log } = await run(code, spec)
      if (outcome.type !== 'success') throw new Error(`${JSON.stringify(outcome)}\n${log}`)
      return outcome.result
    },
    async stop() {
      await executor.stop()
      if (!options.dataDir) rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
