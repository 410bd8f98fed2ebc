import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { causeOf } from './cause.ts'
import { DeployError, type Target } from './target.ts'

/** The root of this repository. */
export const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url))
const WMILL = createRequire(import.meta.url).resolve('windmill-cli')

/**
 * Runs this package's own `wmill` in the folder `root` against a target and answers what it printed. The person's
 * configuration of wmill is left alone: it gets an empty one. The token is handed over in the environment, where no list
 * of processes shows it. Throws DeployError with the reason in one line, and with all that was printed as its cause.
 */
export async function wmill(target: Target, args: string[], root = REPOSITORY): Promise<string> {
  const config = mkdtempSync(join(tmpdir(), 'millwright-wmill-'))
  try {
    const env = {
      ...process.env,
      WMILL_CONFIG_DIR: config,
      WM_TOKEN: target.token,
      WM_WORKSPACE: target.workspace,
      BASE_INTERNAL_URL: `${target.baseUrl}/`,
      NO_COLOR: '1',
    }
    const { status, stdout, stderr } = await run(root, args, env)
    if (status === 0) return stdout
    const said = `${stdout}\n${stderr}`.replace(ANSI, '')
    const cause = causeOf(said).replace(/\.$/, '')
    throw new DeployError(`wmill ${args.slice(0, 2).join(' ')} failed: ${cause}. Mend that, and deploy again.`, {
      cause: said,
    })
  } finally {
    rmSync(config, { recursive: true, force: true })
  }
}

/** Colours, which the CLI writes although it is asked not to. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape is what an escape sequence begins with
const ANSI = /\u001b\[[0-9;]*m/g

function run(
  cwd: string,
  args: string[],
  env: NodeJS.ProcessEnv,
): Promise<{ status: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [WMILL, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const release = endWithProcess(child, env.WMILL_CONFIG_DIR!)
  const ended = new Promise<{ status: number | null; stdout: string; stderr: string }>((resolve, reject) => {
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (chunk) => (stdout += chunk))
    child.stderr.on('data', (chunk) => (stderr += chunk))
    child.once('error', reject)
    child.once('close', (status) => resolve({ status, stdout, stderr }))
  })
  return ended.finally(release)
}

/**
 * Has a child end when this process does. A signal that nobody here listens to ends this process as it would have, but
 * the child before it; who listens ends the process in their own time. The folder of its configuration goes too. The
 * answer lets the child be.
 */
function endWithProcess(child: ChildProcess, config: string): () => void {
  const end = () => {
    child.kill()
    rmSync(config, { recursive: true, force: true })
  }
  const unheard = (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).filter((signal) => process.listenerCount(signal) === 0)
  const onSignal = (signal: NodeJS.Signals) => {
    end()
    release()
    process.kill(process.pid, signal)
  }
  const release = () => {
    process.off('exit', end)
    for (const signal of unheard) process.off(signal, onSignal)
  }
  process.once('exit', end)
  for (const signal of unheard) process.on(signal, onSignal)
  return release
}
