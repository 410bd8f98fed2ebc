/** What the rest of the server asks of the executor and gets back. */
import type { Json, JsonObject } from '../shared/json.ts'

/** One job's code, and all that its process is to know. */
export interface RunSpec {
  job_id: string
  workspace_id: string
  /** `bun` (`nativets` and `deno` are run as Bun TypeScript) or `bash`; another language is refused by name. */
  language: string
  code: string
  /** What has been bundled of the code already; it is run in its place, and the code says the parameters. */
  bundle?: string
  /** Its lock. One that follows a package list says which versions of packages are imported, where it names them. */
  lock?: string
  /** The workspace path that relative imports start from; may be empty. */
  path: string
  /** Arguments by name; `$res:` and `$var:` are resolved. */
  args: JsonObject
  /** The arguments of the script's preprocessor (`{ event }`), which is called first: what it returns are the arguments. */
  event?: JsonObject
  /** Windmill's variables. The executor adds PATH, HOME, TZ, FORCE_COLOR and DO_NOT_TRACK. */
  env: Record<string, string>
  /** The exported function to call; `main` when absent. */
  entrypoint?: string
  /** Seconds until the job's processes are ended. */
  timeout_s?: number
  /** A folder that the job finds as `./shared` (flows with `same_worker`). */
  shared_dir?: string
  /** The checkpoint of a workflow-as-code, with `_executing_key` when the job runs one task of it. */
  checkpoint?: JsonObject
  /** Contents to import instead of what is deployed: path to the hash that `resolveScript` knows. */
  temp_script_refs?: Record<string, string>
  /** As whom scripts are imported (`u/ada`): those that they may read. Any script when absent. */
  permissioned_as?: string
  /** Keep the process of this script and serve job after job with it. */
  dedicated?: boolean
}

/** How a job ended, before anything is made of it. */
export type Outcome =
  /** `wm_stream` is what the job streamed, if it did; the result is as the script returned it. */
  | { type: 'success'; result: Json; wm_stream?: string }
  /** The error as Windmill stores it: `{message, name, stack, extra}` or `{message, name, exit_code}`. */
  | { type: 'failure'; error: JsonObject }
  /** What a workflow-as-code asks for: `{type: dispatch | inline_checkpoint | approval | sleep | complete, …}`. */
  | { type: 'workflow'; output: JsonObject }
  /** The signal was aborted and the job's processes are gone. */
  | { type: 'canceled' }

export interface Execution {
  outcome: Outcome
  /** The most memory that the job held, in KiB, where it could be read. */
  mem_peak_kb?: number
}

export interface RunHooks {
  /** Aborting ends all processes of the job; `run` then resolves to `canceled`. */
  signal: AbortSignal
  /** What the job prints, stdout and stderr in order, in pieces of any length. */
  onLog(text: string): void
  /** What the preprocessor made of the event, before the script is called with it. */
  onPreprocessed?(args: JsonObject): void
  /** What the job streams (`WM_STREAM:` lines), newlines restored. */
  onStream?(text: string): void
}

export interface ExecutorOptions {
  /** The server's data folder; the executor keeps to `executor/` in it, and hides the rest of it from jobs. */
  dataDir: string
  /** `node_modules` folders in which packages are looked for, the first first. */
  nodeModules: string[]
  /** The content of a deployed script (or of a stored temporary one), for imports by whom the job runs as. */
  resolveScript(workspaceId: string, path: string, tempHash?: string, permissionedAs?: string): string | undefined
  /** A text that is another one after each change of a deployed script, or of who may read it. */
  importVersion(): string
  /** Where a job reaches the server: no slash at the end. */
  apiBase(): string
  /** Processes that wait for a job; 2 when absent. */
  pool?: number
  /** `auto` (the default) uses namespaces where the system has them. */
  isolation?: 'auto' | 'off'
  /** Bytes of log that are kept of one job; 8 MiB when absent. */
  maxOutputBytes?: number
  /** Bytes of memory that a job's processes may hold together; 2 GiB when absent. */
  maxMemoryBytes?: number
  /** Processes that a job may have at a time; 512 when absent. */
  maxProcesses?: number
  /** Paths of scripts that keep a process of their own. */
  dedicatedPaths?: string[]
}

/** The text of a package.json, and what is to stand above a lock that is made of it. */
export interface LockedList {
  header: string
  content: string
}

/** How far jobs are kept from the machine. */
export interface IsolationReport {
  kind: 'bwrap' | 'unshare' | 'none'
  /** Why it is not better, in words for the operator. */
  reason?: string
}

export interface Executor {
  run(spec: RunSpec, hooks: RunHooks): Promise<Execution>
  /** Starts processes ahead of time: `n`, or as many as the pool holds. */
  warm(n?: number): void
  /** The lock of a script, from what is installed: of the packages that it imports, or of those that a list names. */
  lockOf(
    code: string,
    path: string,
    workspaceId: string,
    tempScriptRefs?: Record<string, string>,
    list?: LockedList,
  ): string
  isolation: IsolationReport
  /** Ends what is left of the processes that the last run of the server recorded. */
  endLeftovers(): void
  /** Ends every process and waits until they are gone. */
  stop(): Promise<void>
}
