import { html } from 'hono/html'
import { isJsonObject, type Json, type JsonObject } from '../../shared/json.ts'
import { runAddress } from '../job.ts'
import type { Html } from '../layout.ts'
import { showValue } from '../value/index.ts'
import type { ShownRun } from './shown-run.ts'

/** A call of a workflow-as-code, by its key in the checkpoint. */
interface Call {
  key: string
  state: 'success' | 'failure' | 'running' | 'suspended'
  job?: string
  result?: Json
}

/** The steps that a workflow-as-code has checkpointed, and those that it waits for; nothing for any other job. */
export function workflowSection({ job, workspace, asking }: ShownRun): Html {
  const checkpoint = job.workflow_as_code_status?._checkpoint
  if (!isJsonObject(checkpoint)) return html``
  const asks = isJsonObject(job.workflow_as_code_status?._approval)
  const calls = callsOf(checkpoint, (id) => asks || asking.some((each) => each.id === id))
  if (calls.length === 0) return html``
  return html`<section aria-labelledby="calls-title"><h2 id="calls-title">Steps of the workflow</h2>
<ol class="calls">${calls.map(
    ({ key, state, job: id, result }) => html`<li><details id="call-${key}">
<summary><span class="state ${state}">${WORDS[state]}</span> ${key}${id && html` <a id="call-job-${id}" href="${runAddress(workspace, id)}">its job</a>`}</summary>
${result === undefined ? html`<p class="nothing">no result yet</p>` : showValue(result)}</details></li>`,
  )}</ol></section>`
}

const WORDS: Record<Call['state'], string> = {
  success: 'done',
  failure: 'failed',
  running: 'running',
  suspended: 'waits for an answer',
}

/** What is done, in the order in which it was done, and then what is waited for. */
function callsOf(checkpoint: JsonObject, asks: (job: unknown) => boolean): Call[] {
  const done = isJsonObject(checkpoint.completed_steps) ? checkpoint.completed_steps : {}
  const pending = isJsonObject(checkpoint.pending_steps) ? checkpoint.pending_steps : {}
  const keys = Array.isArray(pending.keys) ? pending.keys.filter((key) => typeof key === 'string') : []
  const jobs = isJsonObject(pending.job_ids) ? pending.job_ids : {}
  const completed = Object.entries(done).map(([key, result]): Call => {
    const failed = isJsonObject(result) && result.__wmill_error === true
    const job = isJsonObject(result) && failed ? result.child_job_id : undefined
    return { key, state: failed ? 'failure' : 'success', result, job: typeof job === 'string' ? job : undefined }
  })
  const open = keys
    .filter((key) => !(key in done))
    .map((key): Call => {
      const job = jobs[key]
      return { key, state: asks(job) ? 'suspended' : 'running', job: typeof job === 'string' ? job : undefined }
    })
  return [...completed, ...open]
}
