import { createHash } from 'node:crypto'
import { type BuildFailure, build, type OutputFile, stop } from 'esbuild'
import { executionError } from '../job-error.ts'
import { type RunnableScript, readScript } from '../script/inspect.ts'
import { createBundleStore, type StoredBundle } from './bundle-store.ts'
import type { Packages } from './packages.ts'
import { type BundleJob, ENTRY, scriptPlugin } from './script-plugin.ts'

/** A script and all that it imports, in one file that Bun can run. */
export interface Bundle extends StoredBundle {
  script: RunnableScript
}

/** What is to be bundled. `resolve` gives the content of a deployed script, or undefined. */
export interface BundleRequest {
  code: string
  path: string
  /** Keeps what different workspaces and temporary contents mean by the same path apart. */
  scope: string
  resolve(path: string): string | undefined
  log(text: string): void
}

/** Part of every key: raised when bundles are made in another way. */
const FORMAT = 1
const KEPT_IN_MEMORY = 500
/** esbuild runs as a process of its own; it is sent away when nothing was bundled for so long. */
const IDLE_MS = 20_000

/**
 * Bundles scripts with esbuild, once for each content: of the script, of what it imports, and of the installed packages.
 * A change of an imported script is seen at the next run, because its content is compared. What a script imports from
 * npm is cut to what it uses: importing windmill-client costs 1.2 ms a job that way, and 6.5 ms from `node_modules`.
 */
export function createBundler(directory: string, packages: Packages) {
  const store = createBundleStore(directory)
  const memory = new Map<string, Bundle>()
  const running = new Map<string, Promise<Bundle>>()
  let idle: NodeJS.Timeout | undefined

  const isFresh = ({ imported }: StoredBundle, request: BundleRequest) =>
    Object.entries(imported).every(([path, hash]) => {
      const content = request.resolve(path)
      return content !== undefined && hashOf(content) === hash
    })

  async function make(key: string, request: BundleRequest): Promise<Bundle> {
    const script = readScript(request.code)
    const stored = store.get(key)
    const bundle =
      stored && isFresh(stored, request) ? stored : store.put(key, await bundleScript(request, script, packages))
    clearTimeout(idle)
    idle = setTimeout(() => void stop(), IDLE_MS).unref()
    return { ...bundle, script }
  }

  return {
    /** The bundle of a script. Throws an execution error that names the line when it cannot be made. */
    async bundle(request: BundleRequest): Promise<Bundle> {
      const key = hashOf(`${FORMAT}\n${packages.fingerprint()}\n${request.scope}\n${request.path}\n${request.code}`)
      const known = memory.get(key)
      if (known && isFresh(known, request)) return known
      const started = running.get(key) ?? make(key, request).finally(() => running.delete(key))
      running.set(key, started)
      const made = await started
      memory.delete(key)
      memory.set(key, made)
      if (memory.size > KEPT_IN_MEMORY) memory.delete(memory.keys().next().value!)
      return made
    },
    stop: async () => {
      clearTimeout(idle)
      await Promise.allSettled(running.values())
      await stop()
    },
  }
}

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex')

async function bundleScript(request: BundleRequest, script: RunnableScript, packages: Packages) {
  const job: BundleJob = {
    entry: entryOf(script),
    code: script.code,
    path: request.path,
    resolve: request.resolve,
    packages,
    log: request.log,
    imported: new Map(),
    rooted: new Set(),
  }
  const files = await buildUntilSettled(job)
  const text = (end: string) => files.find(({ path }) => path.endsWith(end))!.text
  const imported = Object.fromEntries([...job.imported].map(([path, content]) => [path, hashOf(content)]))
  return { code: text('.js'), map: text('.map'), imported }
}

/** The script's own exports, and for a workflow what of windmill-client runs it. */
function entryOf({ isWorkflow }: RunnableScript): string {
  if (!isWorkflow) return 'export * from "script:main"'
  return `export * from "script:main"
import * as script from "script:main"
export default script.default
import { WorkflowCtx, StepSuspend, setWorkflowCtx } from "windmill-client"
export const __client = { WorkflowCtx, StepSuspend, setWorkflowCtx }`
}

/** A package that turns out to need its own folder is left out, and the rest is bundled again. */
async function buildUntilSettled(job: BundleJob): Promise<OutputFile[]> {
  for (;;) {
    const before = job.rooted.size
    const result = await buildOnce(job).catch((failure: BuildFailure) => failure)
    if (job.rooted.size > before) continue
    if ('outputFiles' in result && result.outputFiles) return result.outputFiles
    throw asExecutionError(result as BuildFailure)
  }
}

const buildOnce = (job: BundleJob) =>
  build({
    entryPoints: [ENTRY],
    outfile: '/bundle.js',
    plugins: [scriptPlugin(job)],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'esnext',
    conditions: ['bun'],
    mainFields: ['module', 'main'],
    sourcemap: 'external',
    sourcesContent: false,
    charset: 'utf8',
    logLevel: 'silent',
    tsconfigRaw: '{}',
  })

function asExecutionError({ errors }: BuildFailure): Error {
  const lines = errors.map(({ text, location, detail }) => {
    if (detail instanceof Error && detail.name === 'WindmillError') return detail.message
    const file = location?.file.replace(/^script:(?:script:main)?/, '') || 'main'
    return location ? `${text} (${file}:${location.line}:${location.column + 1})` : text
  })
  return executionError(lines.join('\n'))
}
