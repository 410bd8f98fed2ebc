import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Hub, startHub } from '../../services/hub/src/index.ts'
import { chooseProvider, type Provider, startModel } from '../../services/model/src/index.ts'
import { type RunningWindmill, startWindmill, type WindmillOptions } from '../../services/windmill/src/index.ts'

/** The workspace that everything lives in unless somebody deploys to another. */
export const WORKSPACE = 'openanalyst'

/** What `npm start` keeps running. */
export interface Platform {
  windmill: RunningWindmill
  hub: Hub
  provider: Provider
  /** Who has it may publish to the hub. */
  publishToken: string
  stop(): Promise<void>
}

export interface PlatformOptions {
  port: number
  /** Nothing is kept when absent. */
  dataDir?: string
  /** The operator's environment: a provider of models is chosen by it. */
  env: NodeJS.ProcessEnv
  /** A provider that is there already, in the place of the chosen one. */
  provider?: Provider
  /** What else Windmill is started with. */
  options?: Omit<WindmillOptions, 'port' | 'dataDir' | 'workspaces'>
}

/** Starts Windmill, the hub, and the offline model when the environment names no other. */
export async function startPlatform({ port, dataDir, env, ...given }: PlatformOptions): Promise<Platform> {
  const options = { port, dataDir, workspaces: [WORKSPACE], warmDataTable: true, ...given.options }
  const windmill = await startWindmill(options)
  const stops: (() => Promise<void>)[] = [windmill.stop]
  try {
    const { publishToken, sessionSecret } = hubSecrets(dataDir)
    const at = { baseUrl: windmill.url, workspace: WORKSPACE }
    const hub = await startHub({ publishToken, sessionSecret, allowedOrigins: [windmill.url], windmill: at })
    stops.push(() => hub.stop())
    const provider = given.provider ?? (await chosenProvider(env, stops))
    return { windmill, hub, provider, publishToken, stop: () => stopAll(stops) }
  } catch (error) {
    await stopAll(stops)
    throw error
  }
}

async function chosenProvider(env: NodeJS.ProcessEnv, stops: (() => Promise<void>)[]): Promise<Provider> {
  const chosen = chooseProvider(env)
  if (chosen.kind !== 'offline') return chosen
  const model = await startModel({})
  stops.push(() => model.stop())
  return { ...chosen, base_url: `${model.url}/v1` }
}

async function stopAll(stops: (() => Promise<void>)[]): Promise<void> {
  for (const stop of [...stops].reverse()) await stop()
}

/** The hub's secrets stay the same from start to start, so that a browser that was connected can come back. */
function hubSecrets(dataDir?: string): { publishToken: string; sessionSecret: string } {
  const fresh = { publishToken: randomBytes(24).toString('hex'), sessionSecret: randomBytes(24).toString('hex') }
  if (!dataDir) return fresh
  const file = join(dataDir, 'hub-secrets.json')
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    mkdirSync(dataDir, { recursive: true })
    writeFileSync(file, JSON.stringify(fresh), { mode: 0o600 })
    return fresh
  }
}
