import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Json } from '../../shared/json.ts'
import type { Execution, Outcome, RunHooks, RunSpec } from '../contract.ts'
import { executionFailure } from '../job-error.ts'
import { markOf } from '../output/mark.ts'
import type { Launcher } from '../process/launcher.ts'
import { bashParameters } from '../script/bash-signature.ts'
import { endFailure } from './conclude.ts'
import { type Finished, type Supervision, supervise } from './supervise.ts'

/** A bash script's stderr is part of its log and of its result, in order; it is the first to go when memory runs out. */
const START = 'echo 1000 >/proc/self/oom_score_adj; exec /bin/bash main.sh "$@" 2>&1'

/**
 * Runs a bash script. Its arguments are positional, in the order of its `name="$1"` lines; its result is what it wrote to
 * `result.json`, else to `result.out`, else the last line that it printed (cases `script/bash`, `script/bash-fails`).
 */
export async function runBash(
  spec: RunSpec,
  hooks: RunHooks,
  run: Supervision & { launcher: Launcher; apiBase: string; secret: string },
): Promise<Execution> {
  const args = bashParameters(spec.code).map((name) => asText(spec.args[name]))
  const process = run.launcher.start({
    command: ['/bin/bash', '-c', START, 'main.sh', ...args],
    env: { ...spec.env, BASE_INTERNAL_URL: run.apiBase },
    shared: spec.shared_dir,
    files: { 'main.sh': `set -e\n${spec.code}` },
  })
  const result = await supervise(process, markOf(run.secret), spec, hooks, run)
  const written = readResult(process.folder!)
  process.release()
  if ('cut' in result) return result.cut
  const { peakKb } = result.finished
  return { outcome: outcomeOf(result.finished, written), ...(peakKb > 0 && { mem_peak_kb: peakKb }) }
}

function outcomeOf({ end, lastLines, stream }: Finished, written: Json | Error | undefined): Outcome {
  const error = endFailure('bash run', end, lastLines)
  if (error) return { type: 'failure', error }
  if (written instanceof Error) return { type: 'failure', error: executionFailure(written.message) }
  const result = written === undefined ? (lastLines.split('\n').at(-1) ?? '').trim() : written
  return { type: 'success', result, ...(stream !== undefined && { wm_stream: stream }) }
}

const asText = (value: Json | undefined) =>
  value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value)

/** What the script wrote as its result; undefined when it wrote nothing, an error when it is no JSON. */
function readResult(folder: string): Json | Error | undefined {
  const json = read(join(folder, 'result.json'))
  try {
    if (json) return JSON.parse(json)
  } catch (error) {
    return new Error(`Error parsing result: ${(error as Error).message}`)
  }
  return read(join(folder, 'result.out')) || undefined
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
