import { type NewScript, ScriptService } from 'windmill-client'
import type { Clock } from '../clock.ts'
import { CodedError } from '../errors.ts'
import { refusal, unlessMissing, workspace } from './place.ts'
import { scriptSchema } from './script_schema.ts'

export interface ScriptToDeploy {
  path: string
  language: NewScript['language']
  content: string
  summary: string
  description: string
}

/** Languages whose arguments are read from the code, for a form and for those who use the script as a tool. */
const TYPESCRIPT = ['bun', 'deno', 'nativets']

/** What a deploy came to: a new path, a new version of one that was there, or the version that was there. */
export interface Deployed {
  path: string
  hash: string
  change: 'created' | 'changed' | 'unchanged'
}

const FIRST_PAUSE_MS = 25
const LONGEST_PAUSE_MS = 500
const DEPLOY_MS = 120_000

/**
 * Deploys a script and waits until it can be run, which in Windmill is when its lock has been made. A path that exists
 * gets a new version with the old one as its parent; the same code as the live version makes none, so doing it again
 * does nothing. Throws CodedError: `DEPLOY_FAILED` with the end of the log when dependencies cannot be resolved,
 * `DEPLOY_TIMEOUT` after two minutes, `WINDMILL_REFUSED`.
 */
export async function deployScript(script: ScriptToDeploy, clock: Clock): Promise<Deployed> {
  const { path } = script
  const live = await unlessMissing(ScriptService.getScriptByPath({ workspace: workspace(), path }))
  const unchanged = live && live.content === script.content && live.language === script.language
  const hash = unchanged ? live.hash : await createVersion(script, live?.hash)
  await waitUntilDeployed(path, hash, clock)
  return { path, hash, change: unchanged ? 'unchanged' : live ? 'changed' : 'created' }
}

async function createVersion(script: ScriptToDeploy, parent?: string): Promise<string> {
  const lineage = parent ? { parent_hash: parent, auto_parent: true } : {}
  const schema = TYPESCRIPT.includes(script.language) ? scriptSchema(script.content) : undefined
  const requestBody: NewScript = { ...script, ...lineage, ...(schema && { schema: { ...schema } }) }
  try {
    return await ScriptService.createScript({ workspace: workspace(), requestBody })
  } catch (error) {
    throw refusal(error)
  }
}

async function waitUntilDeployed(path: string, hash: string, clock: Clock): Promise<void> {
  const end = clock.now() + DEPLOY_MS
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    const status = await ScriptService.getScriptDeploymentStatus({ workspace: workspace(), hash })
    if (status.lock_error_logs)
      throw new CodedError(
        'DEPLOY_FAILED',
        `The dependencies of ${path} cannot be resolved: ${tail(status.lock_error_logs)}`,
      )
    if (status.lock !== undefined && status.lock !== null) return
    if (clock.now() >= end)
      throw new CodedError('DEPLOY_TIMEOUT', `${path} (${hash}) was not deployed within ${DEPLOY_MS / 1000} s.`)
    await clock.sleep(pause)
  }
}

const tail = (log: string) => log.trim().slice(-1000)
