import { stripVTControlCharacters } from 'node:util'
import { html } from 'hono/html'
import { encodePath, href } from '../context.ts'
import { asksPeople, nameOf, runAddress, stateBadge, stateOf, type WholeJob } from '../job.ts'
import type { Html } from '../layout.ts'
import { showValue } from '../value/index.ts'
import { span, when } from '../when.ts'
import { canRunAgain } from './actions.ts'
import { flowSection } from './flow-section.ts'
import type { ShownRun } from './shown-run.ts'
import { workflowSection } from './workflow-section.ts'

/** Characters of a log that a page begins with: its end. */
const LONGEST_LOG = 200_000

/** The page of a job. What changes while it runs carries `data-live`, which the script of the page keeps fresh. */
export async function runBody(run: ShownRun): Promise<Html> {
  const { job } = run
  return html`<div data-live="head" id="head">${heading(run)}</div>
${job.raw_flow && job.flow_status && html`<div data-live="steps" id="steps">${await flowSection(run)}</div>`}
${!job.flow_status && html`<div data-live="workflow" id="workflow">${workflowSection(run)}</div>`}
<div class="halves given">
<section aria-labelledby="arguments-title"><h2 id="arguments-title">Arguments</h2>${argumentsOf(job)}</section>
<section aria-labelledby="result-title"><h2 id="result-title">Result</h2>
<pre class="text" id="stream" aria-live="polite" hidden></pre>
<div data-live="result" id="result" aria-live="polite">${resultOf(run)}</div></section>
</div>
${logSection(job)}
<div data-live="children" id="children">${childSection(run)}</div>
${codeSection(job)}`
}

function heading(run: ShownRun): Html {
  const { job, workspace, now } = run
  const state = stateOf(job, now)
  const over = job.completed_at !== undefined
  return html`<p class="crumbs"><a href="${href('/', { workspace })}">${workspace}</a>${job.parent_job && html` / <a href="${runAddress(workspace, job.parent_job)}">the job that started this one</a>`}</p>
<h1>${job.script_path ? runnableLink(job, workspace) : nameOf(job)} <span role="status">${stateBadge(state)}</span></h1>
<dl class="facts">
<div><dt>Kind</dt><dd>${job.job_kind}${job.language && job.language !== job.job_kind && html`, ${job.language}`}</dd></div>
<div><dt>Started by</dt><dd>${job.created_by}${job.schedule_path && html` (schedule ${job.schedule_path})`}</dd></div>
<div><dt>Asked for</dt><dd>${when(job.created_at, now)}</dd></div>
${job.started_at && html`<div><dt>Began</dt><dd>${when(job.started_at, now)}</dd></div>`}
${state === 'scheduled' && job.scheduled_for && html`<div><dt>Due</dt><dd>${when(job.scheduled_for, now)}</dd></div>`}
${job.duration_ms !== undefined && html`<div><dt>Took</dt><dd>${span(job.duration_ms)}</dd></div>`}
${job.mem_peak !== undefined && html`<div><dt>Memory</dt><dd>${Math.round(job.mem_peak / 1024)} MiB</dd></div>`}
<div><dt>Id</dt><dd><code>${job.id}</code></dd></div>
</dl>
${question(run)}
<div class="row actions">
${!over && html`<form method="post" action="${action(workspace, job, 'cancel')}"><button class="danger">Cancel</button></form>`}
${canRunAgain(job) && html`<form method="post" action="${action(workspace, job, 'again')}"><button>Run again</button></form>`}
${job.script_path && isDeployed(job) && html`<a class="button" href="${runnableAddress(job, workspace, { from: job.id })}">Change the arguments and run</a>`}
</div>`
}

const action = (workspace: string, job: WholeJob, name: string): string => href(`/run/${job.id}/${name}`, { workspace })

const approvalAddress = (workspace: string, job: WholeJob): string =>
  `/approve/${encodeURIComponent(workspace)}/${job.id}`

/** Who is to answer finds it here, also when a job far below is what asks. */
function question({ job, workspace, now, asking }: ShownRun): Html {
  const ask = (each: WholeJob, words: Html | string) =>
    html`<a class="button primary" href="${approvalAddress(workspace, each)}">${words}</a>`
  if (stateOf(job, now) === 'suspended' && asksPeople(job)) {
    return html`<p class="notice">It waits for an answer. ${ask(job, 'Look at what is asked')}</p>`
  }
  if (asking.length === 0) return html``
  return html`<p class="notice">A job below waits for an answer. ${asking.map((each) => ask(each, html`Look at what ${nameOf(each)} asks`))}</p>`
}

const isDeployed = ({ job_kind }: WholeJob): boolean => ['script', 'flow', 'singlestepflow'].includes(job_kind)

function runnableAddress(job: WholeJob, workspace: string, query: Record<string, string> = {}): string {
  const kind = job.job_kind === 'flow' ? 'flows' : 'scripts'
  return href(`/${kind}/get/${encodePath(job.script_path ?? '')}`, { workspace, ...query })
}

const runnableLink = (job: WholeJob, workspace: string): Html =>
  isDeployed(job) ? html`<a href="${runnableAddress(job, workspace)}">${job.script_path}</a>` : html`${job.script_path}`

function argumentsOf({ args }: WholeJob): Html {
  const given = Object.entries(args)
  if (given.length === 0) return html`<p class="nothing">none</p>`
  return html`<dl class="values">${given.map(([name, value]) => html`<div><dt>${name}</dt><dd>${showValue(value)}</dd></div>`)}</dl>`
}

function resultOf({ job, workspace }: ShownRun): Html {
  if (job.completed_at === undefined) return html`<p class="nothing">not yet</p>`
  const raw = `/api/w/${workspace}/jobs_u/completed/get_result/${job.id}`
  return html`${showValue(job.result)}<p><small><a href="${raw}">as JSON</a></small></p>`
}

const SILENT = 'It said nothing.'

function logSection({ logs, flow_status, completed_at }: WholeJob): Html {
  if (flow_status && logs === '') return html``
  const text = stripVTControlCharacters(logs.slice(-LONGEST_LOG))
  const over = completed_at !== undefined
  return html`<section aria-labelledby="log-title"><h2 id="log-title">Log</h2>
<pre class="log" id="log" tabindex="0" aria-labelledby="log-title" data-empty="${over ? SILENT : 'Nothing yet.'}" data-empty-at-end="${SILENT}">${text}</pre></section>`
}

function childSection({ job, children, workspace, now }: ShownRun): Html {
  if (job.flow_status || children.length === 0) return html``
  return html`<section aria-labelledby="children-title"><h2 id="children-title">Jobs that it started</h2>
<ul class="rows">${children.map(
    (child) => html`<li>${stateBadge(stateOf(child, now))}
<div><a id="child-${child.id}" href="${runAddress(workspace, child.id)}">${nameOf(child)}</a></div>
<small class="when">${child.duration_ms !== undefined && span(child.duration_ms)}</small></li>`,
  )}</ul></section>`
}

function codeSection({ raw_code, language }: WholeJob): Html {
  if (!raw_code) return html``
  return html`<details class="code-shown"><summary>Code ${language && html`<small>${language}</small>`}</summary><pre class="code">${raw_code}</pre></details>`
}
