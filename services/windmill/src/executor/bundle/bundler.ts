import { createHash } from 'node:crypto'
import { stop } from 'esbuild'
import { executionError } from '../job-error.ts'
import { type RunnableScript, readScript } from '../script/inspect.ts'
import { bundleScript } from './bundle-script.ts'
import { createBundleStore, type StoredBundle } from './bundle-store.ts'
import type { Packages } from './packages.ts'
import type { BundleJob } from './script-plugin.ts'

/** A script and all that it imports, in one file that Bun can run. */
export interface Bundle extends StoredBundle {
  script: RunnableScript
  /** The version of all scripts at which it was last seen to be up to date, and for whom. */
  seen: { version: string; readers: Set<string> }
}

/** What is to be bundled. `resolve` gives the content of a deployed script, or undefined. */
export interface BundleRequest {
  code: string
  /** One JavaScript file that somebody has made of the code: it is taken in its place. */
  ready?: string
  path: string
  /** Versions of packages that an import without one means. */
  pins: Record<string, string>
  /** Keeps what different workspaces, temporary contents and pins mean by the same path apart. */
  scope: string
  /** For a process that serves many jobs: the client can be told to read its token anew. */
  dedicated: boolean
  /** Who asks; each may read other scripts. */
  reader: string
  resolve(path: string): string | undefined
  log(text: string): void
}

export interface BundlerOptions {
  directory: string
  packages: Packages
  /** A text that is another one after each change of a deployed script, or of who may read it. */
  importVersion(): string
  /** Compiles a bundle to bytecode beside it; resolves to the compiled file, or to undefined when that failed. */
  compile(source: string): Promise<string | undefined>
}

/** Part of every key: raised when bundles are made in another way. */
const FORMAT = 4
const KEPT_IN_MEMORY = 500
/** esbuild runs as a process of its own; it is sent away when nothing was bundled for so long. */
const IDLE_MS = 20_000

/**
 * Bundles scripts with esbuild, once for each content: of the script, of what it imports, and of the installed packages.
 * A change of an imported script is seen at the next run, because contents are compared once any script has changed, for each who runs it. What a script imports from
 * npm is cut to what it uses, and a script that is run a second time is compiled to bytecode: so windmill-client costs a
 * job 0.6 ms, and 6.5 ms from `node_modules`.
 */
export function createBundler({ directory, packages, importVersion, compile }: BundlerOptions) {
  const store = createBundleStore(directory)
  const memory = new Map<string, Bundle>()
  const running = new Map<string, Promise<Bundle>>()
  const compiling = new Set<Promise<void>>()
  let idle: NodeJS.Timeout | undefined

  const isFresh = ({ imported }: StoredBundle, request: BundleRequest) =>
    Object.entries(imported).every(([path, hash]) => {
      const content = request.resolve(path)
      return content !== undefined && hashOf(content) === hash
    })

  function isStillFresh(bundle: Bundle, request: BundleRequest): boolean {
    const version = importVersion()
    if (bundle.seen.version !== version) bundle.seen = { version, readers: new Set() }
    const { readers } = bundle.seen
    if (readers.has(request.reader)) return true
    if (!isFresh(bundle, request)) return false
    readers.add(request.reader)
    return true
  }

  async function make(key: string, request: BundleRequest): Promise<Bundle> {
    const script = readScript(request.code)
    // Read before the scripts are: a change that comes in between is looked at again.
    const seen = { version: importVersion(), readers: new Set([request.reader]) }
    const stored = store.get(key)
    if (stored && isFresh(stored, request)) return { ...stored, script, seen }
    const imported = new Map<string, string>()
    const job: BundleJob = {
      ...request,
      entry: entryOf(script, request),
      code: readyCode(script, request) ?? script.code,
      isReady: request.ready !== undefined,
      packages,
      imported,
      rooted: new Set(),
    }
    const made = await bundleScript(job)
    clearTimeout(idle)
    idle = setTimeout(() => void stop(), IDLE_MS).unref()
    const hashes = Object.fromEntries([...imported].map(([path, content]) => [path, hashOf(content)]))
    return { ...store.put(key, { ...made, imported: hashes }), script, seen }
  }

  /**
   * Compiling takes 20 ms to 150 ms of another process; a script that is run once is not worth it, nor is one that is
   * loaded once for many jobs.
   */
  function compileInBackground(bundle: Bundle): void {
    if (bundle.isModule || bundle.file !== bundle.source || attempted.has(bundle)) return
    attempted.add(bundle)
    const done = compile(bundle.source).then((file) => {
      if (file) bundle.file = file
      compiling.delete(done)
    })
    compiling.add(done)
  }
  const attempted = new WeakSet<Bundle>()

  return {
    /** The bundle of a script. Throws an execution error that names the line when it cannot be made. */
    async bundle(request: BundleRequest): Promise<Bundle> {
      const { scope, path, dedicated, code, ready } = request
      const key = hashOf([FORMAT, packages.fingerprint(), scope, path, dedicated, code, ready ?? ''].join('\n'))
      const known = memory.get(key)
      if (known && isStillFresh(known, request)) {
        if (!dedicated) compileInBackground(known)
        return known
      }
      // What another job has begun may be of an import that has changed since: it is looked at again.
      const begun = running.get(key)
      if (begun) return begun.then(() => this.bundle(request))
      const started = make(key, request).finally(() => running.delete(key))
      running.set(key, started)
      const made = await started
      memory.delete(key)
      memory.set(key, made)
      if (memory.size > KEPT_IN_MEMORY) memory.delete(memory.keys().next().value!)
      return made
    },
    async stop(): Promise<void> {
      clearTimeout(idle)
      await Promise.allSettled([...running.values(), ...compiling])
      await stop()
    },
  }
}

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex')

/** The script's own exports, and what of windmill-client is needed to run it. */
function entryOf({ isWorkflow }: RunnableScript, { dedicated }: BundleRequest): string {
  const lines = ['export * from "script:main"']
  if (isWorkflow) {
    lines.push(
      'import * as script from "script:main"',
      'export default script.default',
      'import { WorkflowCtx, StepSuspend, setWorkflowCtx } from "windmill-client"',
      'export const __client = { WorkflowCtx, StepSuspend, setWorkflowCtx }',
    )
  }
  if (dedicated) lines.push('export { setClient as __setClient } from "windmill-client"')
  return lines.join('\n')
}

/** A workflow and what runs it share one windmill-client, so a bundle must not bring its own. */
function readyCode({ isWorkflow }: RunnableScript, { ready }: BundleRequest): string | undefined {
  if (ready !== undefined && isWorkflow && !/["']windmill-client["']/.test(ready)) {
    throw executionError(
      'A workflow-as-code of a codebase has to share windmill-client with its worker: ' +
        'add `external: [windmill-client]` to the codebase in wmill.yaml',
    )
  }
  return ready
}
