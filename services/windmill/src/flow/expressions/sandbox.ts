import type { QuickJSContext, QuickJSHandle, QuickJSWASMModule } from 'quickjs-emscripten'
import type { Json } from '../../shared/json.ts'
import { derivedError } from './derived-error.ts'
import { ExpressionError, sandboxError } from './errors.ts'
import type { Scope } from './scope.ts'
import { visibleValues } from './scope.ts'

/**
 * Bytes of stack for a sandbox. Deeper recursion has to end inside of it, as an error of the expression: when the
 * host's own stack runs out first, the sandbox is left in a state that cannot even be thrown away.
 */
const STACK_BYTES = 64 * 1024

export interface SandboxRun {
  /** The expression as it was written: it decides which names are set. */
  expr: string
  program: string
  scope: Scope
  timeMs: number
  memoryBytes: number
}

/** The asynchronous names that an expression can call, over host functions that take a string and answer JSON. */
const FUNCTIONS = `
const variable = async (path) => JSON.parse(__variable(path))
const resource = async (path) => JSON.parse(__resource(path))
const flow_user_state = async (key) => JSON.parse(__flow_user_state(key))
`
const RESULTS = `
const __read = async (name) => JSON.parse(__result(name))
const results = new Proxy({}, { get: (_, name) => typeof name === 'symbol' ? undefined : __read(name) })
`

/**
 * Runs one program in a runtime made for it and thrown away after it.
 * @returns the value, as JSON.
 * @throws ExpressionError when it throws, never settles, or passes a limit.
 */
export function runInSandbox(quickjs: QuickJSWASMModule, run: SandboxRun): Json {
  const deadline = Date.now() + run.timeMs
  const runtime = quickjs.newRuntime({
    memoryLimitBytes: run.memoryBytes,
    maxStackSizeBytes: STACK_BYTES,
    interruptHandler: () => Date.now() > deadline,
  })
  const context = runtime.newContext()
  const owned: QuickJSHandle[] = []
  const own = (handle: QuickJSHandle) => {
    owned.push(handle)
    return handle
  }
  try {
    defineNames(context, run, own)
    const promise = evaluate(context, run.program, own)
    const jobs = runtime.executePendingJobs()
    if (jobs.error) throw failure(context, own(jobs.error))
    const state = context.getPromiseState(promise)
    if (state.type === 'rejected') throw failure(context, own(state.error))
    // What was interrupted may look settled.
    if (state.type === 'pending' || Date.now() > deadline) throw tooLong(run)
    const text = context.dump(state.notAPromise ? promise : own(state.value))
    // A function or a symbol has no JSON.
    return typeof text === 'string' ? JSON.parse(text) : null
  } catch (error) {
    throw Date.now() > deadline ? tooLong(run) : limitOr(error, run)
  } finally {
    for (const handle of owned.reverse()) if (handle.alive) handle.dispose()
    context.dispose()
    runtime.dispose()
  }
}

type Own = (handle: QuickJSHandle) => QuickJSHandle

/** Sets the names that the expression mentions, and only those: a large result that is not used costs nothing. */
function defineNames(context: QuickJSContext, { expr, scope }: SandboxRun, own: Own): void {
  const parse = evaluate(context, 'JSON.parse', own)
  const set = (name: string, value: Json) => {
    const parsed = context.callFunction(parse, context.undefined, own(context.newString(JSON.stringify(value))))
    if (parsed.error) throw failure(context, own(parsed.error))
    context.setProp(context.global, name, own(parsed.value))
  }
  for (const [name, value] of Object.entries(visibleValues(scope))) if (expr.includes(name)) set(name, value)
  if (expr.includes('flow_env')) set('flow_env', scope.flow_env ?? {})
  if (expr.includes('error') && scope.previous_result !== undefined) set('error', derivedError(scope.previous_result))

  const expose = (name: string, answer: (argument: string) => Json) => {
    const host = context.newFunction(name, (argument) => {
      try {
        return context.newString(JSON.stringify(answer(String(context.dump(argument)))))
      } catch (error) {
        return { error: context.newError(error instanceof Error ? error.message : String(error)) }
      }
    })
    context.setProp(context.global, name, own(host))
  }
  if (/variable|resource|flow_user_state/.test(expr)) {
    expose('__variable', (path) => scope.variable(path))
    expose('__resource', (path) => scope.resource(path))
    expose('__flow_user_state', (key) => scope.flow_user_state(key) ?? null)
    evaluate(context, FUNCTIONS, own)
  }
  if (scope.results && expr.includes('results')) {
    expose(
      '__result',
      (id) => (id === scope.previous_id ? scope.previous_result : undefined) ?? scope.results?.(id) ?? null,
    )
    evaluate(context, RESULTS, own)
  }
}

function evaluate(context: QuickJSContext, code: string, own: Own): QuickJSHandle {
  const evaluated = context.evalCode(code, 'eval_script')
  if (evaluated.error) throw failure(context, own(evaluated.error))
  return own(evaluated.value)
}

const failure = (context: QuickJSContext, thrown: QuickJSHandle) => sandboxError(context.dump(thrown))

const tooLong = ({ expr, timeMs }: SandboxRun) =>
  new ExpressionError(`The expression evaluation \`${expr}\` took too long to execute (>${timeMs}ms)`)

/** Running out of memory reaches us as an InternalError, or as a bare null when not even that could be made. */
function limitOr(error: unknown, { memoryBytes }: SandboxRun): unknown {
  if (!(error instanceof ExpressionError)) return error
  if (!/Error: out of memory\b|quickjs: null$/.test(error.message)) return error
  return new ExpressionError(`The expression evaluation exceeded the memory limit of ${memoryBytes / 1024 / 1024} MB.`)
}
