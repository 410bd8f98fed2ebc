import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DeployError, type Target } from './target.ts'

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url))
const WMILL = join(REPOSITORY, 'node_modules', '.bin', 'wmill')

/**
 * Runs the repository's own `wmill` against a target and answers what it printed. The person's configuration of wmill
 * is left alone: it gets an empty one. The token is handed over in the environment, where no list of processes shows it.
 */
export async function wmill(target: Target, args: string[]): Promise<string> {
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
    const { status, stdout, stderr } = await run(WMILL, args, env)
    if (status === 0) return stdout
    const said = lastLines(`${stdout}\n${stderr}`) || 'it gave no reason; try `npx wmill sync push --dry-run`'
    throw new DeployError(`wmill ${args.slice(0, 2).join(' ')} failed: ${said}`)
  } finally {
    rmSync(config, { recursive: true, force: true })
  }
}

function run(
  program: string,
  args: string[],
  env: NodeJS.ProcessEnv,
): Promise<{ status: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: REPOSITORY, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (chunk) => (stdout += chunk))
    child.stderr.on('data', (chunk) => (stderr += chunk))
    child.once('error', reject)
    child.once('close', (status) => resolve({ status, stdout, stderr }))
  })
}

const lastLines = (text: string): string => text.trim().split('\n').slice(-12).join('\n')
