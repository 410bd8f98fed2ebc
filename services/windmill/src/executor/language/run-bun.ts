import type { Bundle } from '../bundle/bundler.ts'
import { inScriptLines } from '../bundle/source-positions.ts'
import type { Execution, RunHooks, RunSpec } from '../contract.ts'
import { markOf } from '../output/mark.ts'
import type { Started } from '../process/launcher.ts'
import { conclude } from './conclude.ts'
import { jobMessage } from './job-message.ts'
import { type Supervision, supervise } from './supervise.ts'

/** Where a Bun job's code and process come from. */
export interface BunRun extends Supervision {
  bundle: Bundle
  process: Started
  /** The program of the process, whose lines no stack shows. */
  wrapper: string
  /** A name for the job's mark that nobody else knows. */
  secret: string
}

/** Hands a job to a waiting process, lets it run, and ends the process. */
export async function runBun(spec: RunSpec, hooks: RunHooks, run: BunRun): Promise<Execution> {
  const { process, bundle, wrapper } = run
  const mark = markOf(run.secret)
  process.send(jobMessage(spec, bundle, mark))
  const result = await supervise(process, mark, spec, hooks, run)
  // It has nothing left to do; its own way out would take longer.
  process.kill()
  process.release()
  if ('cut' in result) return result.cut
  return conclude(result.finished, hooks, (stack) => inScriptLines(stack, bundle, wrapper))
}
