import type { Json, JsonObject } from '../../shared/json.ts'
import type { Bundle } from '../bundle/bundler.ts'
import { inScriptLines } from '../bundle/source-positions.ts'
import type { Execution, RunHooks, RunSpec } from '../contract.ts'
import { executionFailure, exitFailure } from '../job-error.ts'
import type { Started } from '../process/launcher.ts'
import type { Answered, DescribedError, JobMessage } from '../wrapper/messages.ts'
import { type Ended, type Supervision, supervise } from './supervise.ts'

/** Where a Bun job's code and process come from. */
export interface BunRun extends Supervision {
  bundle: Bundle
  process: Started
  /** The folder of the wrapper, whose lines no stack shows. */
  wrapperDir: string
}

/** Hands a job to a waiting process and turns what comes of it into an outcome. */
export async function runBun(spec: RunSpec, hooks: RunHooks, run: BunRun): Promise<Execution> {
  const { process, bundle } = run
  let answer: Answered | undefined
  process.onLine((line) => {
    answer ??= JSON.parse(line)
  })
  process.send(jobMessage(spec, bundle))
  const result = await supervise(process, spec, hooks, run)
  process.release()
  if ('cut' in result) return result.cut
  return conclude(answer, result.ended, hooks, (stack) => inScriptLines(stack, bundle, run.wrapperDir))
}

/** What the wrapper is told of a job. */
export function jobMessage(spec: RunSpec, { file, script }: Bundle): JobMessage {
  const entrypoint = spec.entrypoint ?? 'main'
  const isWorkflow = script.isWorkflow && spec.entrypoint === undefined
  const parameters = script.parametersOf(entrypoint)
  const unread = parameters === undefined || parameters.length === 0
  return {
    bundle: file,
    entrypoint,
    args: spec.args,
    parameters: parameters?.map(({ name, isDate }) => ({ name, isDate })),
    env: spec.env,
    ...(isWorkflow && { workflow: spec.checkpoint ?? {} }),
    spread: unread && (isWorkflow || entrypoint !== 'main'),
  }
}

function conclude(
  answer: Answered | undefined,
  { code, signal, lastLines, stream, peakKb }: Ended,
  hooks: RunHooks,
  place: (stack: string) => string,
): Execution {
  const mem_peak_kb = Math.max(peakKb, answer?.mem_peak_kb ?? 0)
  const failed = (error: JsonObject): Execution => ({ outcome: { type: 'failure', error }, mem_peak_kb })
  switch (answer?.type) {
    case 'returned': {
      const result = answer.result as Json
      return { outcome: { type: 'success', result, ...(stream !== undefined && { wm_stream: stream }) }, mem_peak_kb }
    }
    case 'workflow':
      return { outcome: { type: 'workflow', output: answer.output as JsonObject }, mem_peak_kb }
    case 'threw':
    case 'not_loaded': {
      const error = answer.error && placed(answer.error, place)
      const text = error
        ? error.stack || String(error.message ?? JSON.stringify(error))
        : 'nothing was thrown (throw undefined)'
      hooks.onLog(`${text}\n`)
      if (error && answer.type === 'threw') return failed(error)
      return failed(exitFailure('bun run', 1, `${lastLines}\n${text}`))
    }
    default:
      if (signal) return failed(executionFailure(`process terminated by signal: ${signal}`))
      if (code !== 0) return failed(exitFailure('bun run', code ?? 1, lastLines))
      return failed(executionFailure('the script ended its process (process.exit) before main returned a result'))
  }
}

const placed = (error: DescribedError, place: (stack: string) => string) =>
  ({ ...error, ...(error.stack && { stack: place(error.stack) }) }) as JsonObject & { stack?: string }
