import type { Json, JsonObject } from '../../../services/windmill/src/shared/json.ts'
import type { Deployment } from './case.ts'
import type { Client } from './client.ts'
import { until } from './follow.ts'

const deploying = new WeakMap<Client, Promise<void>>()

/** Deploys what a case needs, one case after the other. Cases share items, so what is there already stays. */
export async function deploy(client: Client, what: Deployment = {}): Promise<void> {
  const before = deploying.get(client) ?? Promise.resolve()
  const done = before.catch(() => {}).then(() => deployItems(client, what))
  deploying.set(client, done)
  await done
}

async function deployItems(client: Client, what: Deployment): Promise<void> {
  for (const item of what.variables ?? []) {
    await create(client, 'variables', item.path, { is_secret: false, description: '', ...item })
  }
  for (const type of what.resourceTypes ?? []) {
    await create(client, 'resources/type', type.name, { description: '', ...type })
  }
  for (const item of what.resources ?? []) await create(client, 'resources', item.path, { description: '', ...item })
  for (const script of what.scripts ?? []) await createScript(client, script)
  for (const item of what.flows ?? []) {
    await create(client, 'flows', item.path, { summary: '', description: '', schema: {}, ...item })
  }
}

async function create(client: Client, kind: string, path: string, item: JsonObject): Promise<void> {
  if ((await client.call('GET', `/${kind}/exists/${path}`)) === true) return
  await client.call('POST', `/${kind}/create`, item)
}

async function createScript(client: Client, script: { path: string; content: string } & JsonObject): Promise<void> {
  const old = await client.attempt('GET', `/scripts/get/p/${script.path}`)
  const live = old.status === 200 ? (old.answer as JsonObject) : undefined
  if (live?.content === script.content) return
  const defaults: JsonObject = { summary: '', description: '', language: 'bun', schema: {} }
  const hash = await client.call('POST', '/scripts/create', {
    ...defaults,
    ...script,
    ...(live ? { parent_hash: live.hash as Json } : {}),
  })
  const { lock, job_id } = (await client.call('GET', `/scripts/deployment_status/h/${hash}`)) as JsonObject
  if (lock != null || !job_id) return
  await until(client, String(job_id), `the deployment of ${script.path}`, async () => {
    const status = (await client.call('GET', `/scripts/deployment_status/h/${hash}`)) as JsonObject
    return (status.lock ?? status.lock_error_logs) != null || undefined
  })
}
