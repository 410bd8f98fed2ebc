/** How the code of one job is run: bundled, in a Bun process of its own, apart from the server. */

export { scriptImportsOf } from './bundle/script-imports.ts'
export type {
  Execution,
  Executor,
  ExecutorOptions,
  IsolationReport,
  Outcome,
  RunHooks,
  RunSpec,
} from './contract.ts'
export { createExecutor } from './create-executor.ts'
export { tryIsolation } from './isolation/choose.ts'
export { packagesOf } from './lock/lock-of.ts'
export { findBun } from './process/bun-binary.ts'
export { BUN_LANGUAGES, inspectScript, type ScriptFacts } from './script/inspect.ts'
export type { Parameter } from './script/signature.ts'
