import type { JsonObject } from '../../../services/windmill/src/shared/json.ts'
import { act } from './act.ts'
import type { Case, Run } from './case.ts'
import type { Client } from './client.ts'
import { deploy } from './deploy.ts'
import { until } from './follow.ts'
import { shapeOf } from './neutral.ts'

/** Plays a case against a server and answers what is to be compared with the recorded answer of a real Windmill. */
export async function play(client: Client, { deploy: items, run }: Case): Promise<JsonObject | JsonObject[]> {
  await deploy(client, items)
  if (!Array.isArray(run)) return playRun(client, run)
  const shapes: JsonObject[] = []
  for (const each of run) shapes.push(await playRun(client, each))
  return shapes
}

async function playRun(client: Client, run: Run): Promise<JsonObject> {
  const id = await start(client, run)
  for (const action of run.actions ?? []) await act(client, id, action)
  const job = await until(client, id, 'the end of the job', async () => {
    const found = (await client.call('GET', `/jobs_u/get/${id}`)) as JsonObject
    return found.type === 'CompletedJob' ? found : undefined
  })
  return shapeOf(job)
}

async function start(client: Client, run: Run): Promise<string> {
  const args = run.args ?? {}
  const path = run.path ?? null
  if (run.flow) return String(await client.call('POST', '/jobs/run/preview_flow', { value: run.flow, path, args }))
  if (run.script !== undefined) {
    const body = { content: run.script, language: run.language ?? 'bun', path, args }
    return String(await client.call('POST', '/jobs/run/preview', body))
  }
  const [kind, deployed] = run.deployedFlow ? ['f', run.deployedFlow] : ['p', run.deployedScript]
  return String(await client.call('POST', `/jobs/run/${kind}/${deployed}${run.query ?? ''}`, args))
}
