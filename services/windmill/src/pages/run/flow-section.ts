import { html } from 'hono/html'
import type { ApiClient } from '../api-client.ts'
import { runAddress, type WholeJob } from '../job.ts'
import type { Html } from '../layout.ts'
import { flowPicture, type PictureStep, type RunOfFlow, svgOf } from '../picture/index.ts'
import { span } from '../when.ts'
import { findJob } from './asking.ts'
import { durationsOf, underWayOf } from './children.ts'
import type { ShownRun } from './shown-run.ts'

/** The steps of a flow that runs or has run: as a picture, and as a list for whoever reads rather than looks. */
export async function flowSection({ api, workspace, job, now }: ShownRun): Promise<Html> {
  const { raw_flow: flow, flow_status: status } = job
  if (!flow || !status) return html``
  const run = await runOf(api, workspace, job, now)
  const steps = await flowPicture(flow, run, (id) => innerRun(api, workspace, id, now))
  if (steps.length === 0) return html`<p class="nothing">The flow has no steps.</p>`
  return html`<section aria-labelledby="steps-title"><h2 id="steps-title">Steps</h2>
<div class="scroll picture-frame">${svgOf(steps, (id) => runAddress(workspace, id))}</div>
<details class="as-list"><summary>The steps as a list</summary>${stepList(steps, workspace)}</details></section>`
}

/** The run of an iteration or a branch, which is a flow of its own. */
async function innerRun(api: ApiClient, workspace: string, id: string, now: number): Promise<RunOfFlow | undefined> {
  const job = await findJob(api, workspace, id)
  return job && runOf(api, workspace, job, now)
}

async function runOf(api: ApiClient, workspace: string, job: WholeJob, now: number): Promise<RunOfFlow | undefined> {
  const { flow_status: status, completed_at } = job
  if (!status) return undefined
  const over = completed_at !== undefined
  const [durations, underWay] = await Promise.all([
    durationsOf(api, workspace, status),
    over ? new Map() : underWayOf(api, workspace, status, now),
  ])
  return { status, durations, underWay, over }
}

const stepList = (steps: PictureStep[], workspace: string): Html =>
  html`<ul class="steps">${steps.map(
    (step) => html`<li>${step.job ? html`<a href="${runAddress(workspace, step.job)}">${step.id}</a>` : step.id}
${step.text && html` · ${step.text}`} <span class="state ${step.state}">${step.state}</span>
<small>${step.note ?? step.kind}${step.duration_ms !== undefined && html`, ${span(step.duration_ms)}`}</small>
${step.lanes?.map(
  (lane) =>
    html`${lane.label !== undefined && html`<p><small>${lane.label}${lane.faded && ' (not taken)'}</small></p>`}${stepList(lane.steps, workspace)}`,
)}</li>`,
  )}</ul>`
