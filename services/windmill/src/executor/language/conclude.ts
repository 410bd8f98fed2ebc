import type { JsonObject } from '../../shared/json.ts'
import type { Execution, Outcome, RunHooks } from '../contract.ts'
import type { ProcessEnd } from '../host/frames.ts'
import { executionFailure, exitFailure } from '../job-error.ts'
import { readAnswer } from './answer.ts'
import type { Finished } from './supervise.ts'

/**
 * What a Bun process's answer, or its end without one, means for the job. `place` gives a stack the script's own lines;
 * the error is also written to the log, as Windmill does.
 */
export function conclude(finished: Finished, hooks: RunHooks, place: (stack: string) => string): Execution {
  const { answer: line, end, lastLines, stream, peakKb } = finished
  const answer = line === undefined ? undefined : readAnswer(line)
  const mem_peak_kb = Math.max(peakKb, answer?.mem_peak_kb ?? 0)
  const execution = (outcome: Outcome): Execution => ({ outcome, ...(mem_peak_kb > 0 && { mem_peak_kb }) })
  const failed = (error: JsonObject) => execution({ type: 'failure', error })
  switch (answer?.type) {
    case 'returned':
      return execution({
        type: 'success',
        result: answer.result,
        ...(stream !== undefined && { wm_stream: stream }),
      })
    case 'workflow':
      return execution({ type: 'workflow', output: answer.output })
    case 'threw':
    case 'not_loaded': {
      const error = answer.error && { ...answer.error, ...(answer.error.stack && { stack: place(answer.error.stack) }) }
      const text = error ? error.stack || String(error.message ?? JSON.stringify(error)) : 'undefined was thrown'
      hooks.onLog(`${text}\n`)
      if (error && answer.type === 'threw') return failed(error)
      return failed(exitFailure('bun run', 1, `${lastLines}\n${text}`))
    }
    default:
      return failed(endFailure('bun run', end, lastLines) ?? executionFailure(NO_RESULT))
  }
}

const NO_RESULT = 'the script ended its process (process.exit) before main returned a result'

/** The error of a process that did not end well; undefined when it exited with 0. */
export function endFailure(program: string, end: ProcessEnd | undefined, lastLines: string): JsonObject | undefined {
  if (end?.signal) return executionFailure(`process terminated by signal: ${end.signal}`)
  return end?.code ? exitFailure(program, end.code, lastLines) : undefined
}
