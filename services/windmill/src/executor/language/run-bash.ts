import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Json } from '../../shared/json.ts'
import type { Execution, RunHooks, RunSpec } from '../contract.ts'
import { executionFailure, exitFailure } from '../job-error.ts'
import type { Launcher } from '../process/launcher.ts'
import { bashParameters } from '../script/bash-signature.ts'
import { type Supervision, supervise } from './supervise.ts'

/**
 * Runs a bash script. Its arguments are positional, in the order of its `name="$1"` lines; its result is what it wrote to
 * `result.json`, else to `result.out`, else the last line that it printed (cases `script/bash`, `script/bash-fails`).
 */
export async function runBash(
  spec: RunSpec,
  hooks: RunHooks,
  { launcher, apiBase, ...supervision }: Supervision & { launcher: Launcher; apiBase: string },
): Promise<Execution> {
  const args = bashParameters(spec.code).map((name) => asText(spec.args[name]))
  const process = launcher.start({
    command: ['/bin/bash', 'main.sh', ...args],
    env: { ...spec.env, BASE_INTERNAL_URL: apiBase },
    shared: spec.shared_dir,
    files: { 'main.sh': `set -e\n${spec.code}` },
  })
  const result = await supervise(process, spec, hooks, supervision)
  const written = readResult(process.folder!)
  process.release()
  if ('cut' in result) return result.cut
  const { code, signal, lastLines, stream, peakKb: mem_peak_kb } = result.ended
  if (signal) {
    const error = executionFailure(`process terminated by signal: ${signal}`)
    return { outcome: { type: 'failure', error }, mem_peak_kb }
  }
  if (code !== 0) {
    return { outcome: { type: 'failure', error: exitFailure('bash run', code ?? 1, lastLines) }, mem_peak_kb }
  }
  if (written && 'error' in written) {
    return { outcome: { type: 'failure', error: executionFailure(written.error) }, mem_peak_kb }
  }
  const value = written ? written.value : (lastLines.split('\n').at(-1) ?? '').trim()
  return {
    outcome: { type: 'success', result: value, ...(stream !== undefined && { wm_stream: stream }) },
    mem_peak_kb,
  }
}

const asText = (value: Json | undefined) =>
  value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value)

/** What the script wrote as its result; undefined when it wrote nothing. */
function readResult(folder: string): { value: Json } | { error: string } | undefined {
  const json = read(join(folder, 'result.json'))
  if (json) {
    try {
      return { value: JSON.parse(json) }
    } catch (error) {
      return { error: `Error parsing result: ${(error as Error).message}` }
    }
  }
  const text = read(join(folder, 'result.out'))
  return text ? { value: text } : undefined
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
