import type { Json, JsonObject } from '../../../services/windmill/src/shared/json.ts'
import type { Action } from './case.ts'
import type { Client } from './client.ts'
import { until } from './follow.ts'

/** Does what somebody does in a case, once the run waits for it. */
export async function act(client: Client, root: string, action: Action): Promise<void> {
  if (action.approve ?? action.refuse) return answerApproval(client, root, action)
  if (action.children) return answerChildren(client, root, action.children)
  const suspended = await until(client, root, 'the flow to wait for people', async () => {
    const job = await getJob(client, root)
    if (job.type === 'CompletedJob') throw new Error('the flow ended before it waited')
    return waitingStep(job)
  })
  if (action.cancelJob) await client.call('POST', `/jobs_u/queue/cancel/${root}`, { reason: action.cancelJob })
  else await answer(client, suspended, action)
}

const getJob = async (client: Client, id: string) => (await client.call('GET', `/jobs_u/get/${id}`)) as JsonObject

/** The job of the step behind which a flow waits. */
function waitingStep(job: JsonObject): string | undefined {
  const modules = ((job.flow_status as JsonObject | undefined)?.modules ?? []) as JsonObject[]
  const waiting = modules.findIndex((module) => module.type === 'WaitingForEvents')
  return waiting > 0 ? String(modules[waiting - 1]!.job) : undefined
}

async function answer(client: Client, stepJob: string, action: Action): Promise<void> {
  const resumeId = action.resumeId ?? 1
  const query = action.approver ? `?approver=${action.approver}` : ''
  const signature = await client.call('GET', `/jobs/job_signature/${stepJob}/${resumeId}${query}`)
  const verb = action.disapprove === undefined ? 'resume' : 'cancel'
  await client.call(
    'POST',
    `/jobs_u/${verb}/${stepJob}/${resumeId}/${signature}${query}`,
    action.resume ?? action.disapprove,
  )
}

async function answerApproval(client: Client, root: string, action: Action): Promise<void> {
  const key = action.approve ?? action.refuse
  await until(client, root, `the approval ${key}`, async () => {
    const waiting = (await getJob(client, root)).workflow_as_code_status as JsonObject | undefined
    return (waiting?._approval as JsonObject | undefined)?.key === key || undefined
  })
  const query = action.approver ? `?approver=${action.approver}` : ''
  const urls = (await client.call('GET', `/jobs/wac_approval_urls/${root}/${key}${query}`)) as JsonObject
  const url = new URL(String(action.approve ? urls.resume : urls.cancel))
  await client.callAbsolute('POST', url.pathname.replace(/^\/api/, '') + url.search, action.payload ?? {})
}

async function answerChildren(client: Client, root: string, answers: NonNullable<Action['children']>): Promise<void> {
  const children = await until(client, root, 'the child flows', async () => {
    const status = (await getJob(client, root)).workflow_as_code_status as JsonObject | undefined
    const pending = (status?._checkpoint as JsonObject | undefined)?.pending_steps as JsonObject | null | undefined
    const ids = Object.entries((pending?.job_ids ?? {}) as Record<string, Json>).sort(([a], [b]) => (a < b ? -1 : 1))
    return ids.length >= answers.length ? ids.map(([, id]) => String(id)) : undefined
  })
  const steps: string[] = []
  for (const child of children) {
    const step = await until(client, child, 'a child flow to wait for people', async () => {
      const job = await getJob(client, child)
      return waitingStep(job) ?? (job.type === 'CompletedJob' || !job.flow_status ? null : undefined)
    })
    if (step !== null) steps.push(step)
  }
  for (const [index, each] of answers.entries()) await answer(client, steps[index]!, each)
}
