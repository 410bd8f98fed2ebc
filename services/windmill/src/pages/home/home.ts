import type { Hono } from 'hono'
import { html } from 'hono/html'
import { z } from 'zod'
import { href, isRefresh, type PagesOptions } from '../context.ts'
import { isOver, type ListedJob, listedJob, nameOf, runAddress, stateBadge, stateOf } from '../job.ts'
import { answerPage, type Html, messagePage } from '../layout.ts'
import { requireVisitor } from '../visitor.ts'
import { span, when } from '../when.ts'
import { type Item, KINDS, listItems } from './items.ts'

const JOBS_SHOWN = 25
/** How often the list of jobs is looked at again while some of them have not ended. */
const REFRESH_MS = 2000

const FILTERS = ['all', ...KINDS, 'made'] as const
const JOB_FILTERS = ['all', 'running', 'failed'] as const

const asked = z.object({
  workspace: z.string().optional(),
  q: z.string().default(''),
  kind: z.enum(FILTERS).catch('all'),
  jobs: z.enum(JOB_FILTERS).catch('all'),
  page: z.coerce.number().int().min(1).catch(1),
})

type Asked = z.infer<typeof asked>

/** `/?workspace=&kind=&q=&jobs=&page=`; the page is that of the jobs. */
export function addHomeRoutes(app: Hono, options: PagesOptions): void {
  app.get('/', async (c) => {
    const visitor = await requireVisitor(options, c)
    const query = asked.parse(c.req.query())
    const workspace = query.workspace ?? visitor.workspaces[0]?.id
    if (!workspace) {
      const text = 'There is no workspace yet. Make one: wmill workspace add --create, or start with --workspace ID.'
      return messagePage(c, { title: 'No workspace', text, visitor, more: html`` })
    }
    if (!visitor.workspaces.some(({ id }) => id === workspace)) {
      const text = `There is no workspace ${workspace}, or you are no member of it.`
      return messagePage(c, { title: 'No such workspace', text, visitor, status: 404 })
    }
    const [items, jobs] = await Promise.all([
      isRefresh(c) ? [] : listItems(visitor.api, workspace),
      visitor.api.get(jobsAddress(workspace, query), z.array(listedJob)),
    ])
    const now = options.now()
    const moving = jobs.some((job) => !isOver(stateOf(job, now)))
    return answerPage(c, {
      title: workspace,
      visitor,
      workspace,
      live: { refreshMs: moving ? REFRESH_MS : undefined },
      body: html`<h1>${workspace}</h1>
${filterForm(query, workspace)}
<div class="halves">
${itemSection(items, query, workspace, now)}
${jobSection(jobs, query, workspace, now)}
</div>`,
    })
  })
}

function jobsAddress(workspace: string, { q, jobs, page }: Asked): string {
  return href(`/w/${workspace}/jobs/list`, {
    per_page: JOBS_SHOWN,
    page,
    has_null_parent: 'true',
    job_kinds: 'script,flow,singlestepflow,preview,flowpreview,appscript',
    script_path_start: /^[ufg]\//.test(q) ? q : undefined,
    running: jobs === 'running' ? 'true' : undefined,
    success: jobs === 'failed' ? 'false' : undefined,
  })
}

const filterForm = ({ q, kind, jobs }: Asked, workspace: string): Html => html`<form class="filter" role="search">
<input type="hidden" name="workspace" value="${workspace}"><input type="hidden" name="kind" value="${kind}"><input type="hidden" name="jobs" value="${jobs}">
<label class="visually-hidden" for="q">Path or summary</label>
<input id="q" name="q" type="search" value="${q}" placeholder="Path or summary, then Enter" data-shortcut="/">
</form>`

function tabs<T extends string>(
  label: string,
  names: readonly T[],
  chosen: T,
  address: (name: T) => string,
  count?: (name: T) => number,
): Html {
  return html`<nav class="tabs" aria-label="${label}">${names.map(
    (name) =>
      html`<a href="${address(name)}" ${name === chosen && html`aria-current="true"`}>${WORDS[name] ?? name}${count && html` <small>${count(name)}</small>`}</a>`,
  )}</nav>`
}

const WORDS: Record<string, string> = {
  script: 'scripts',
  flow: 'flows',
  app: 'apps',
  schedule: 'schedules',
  trigger: 'routes',
  made: 'made here',
}

function itemSection(items: Item[], query: Asked, workspace: string, now: number): Html {
  const { kind, q } = query
  const isOf = (name: Asked['kind']) => (each: Item) =>
    name === 'all' || (name === 'made' ? each.made : each.kind === name)
  const words = q.toLowerCase()
  const fits = ({ path, summary, detail }: Item) => `${path} ${summary} ${detail}`.toLowerCase().includes(words)
  const found = items.filter(isOf(kind)).filter(fits)
  const address = (name: Asked['kind']) => href('/', { ...query, workspace, kind: name })
  return html`<section aria-labelledby="items">
<h2 id="items">Deployed</h2>
${tabs('Kinds of what is deployed', FILTERS, kind, address, (name) => items.filter(isOf(name)).length)}
${found.length === 0 && html`<p class="nothing">${items.length === 0 ? 'Nothing is deployed yet: wmill sync push' : 'Nothing like this.'}</p>`}
<ul class="rows">${found.map((each) => itemRow(each, now))}</ul>
</section>`
}

const itemRow = (each: Item, now: number): Html => html`<li>
<span class="kind ${each.kind}">${each.kind === 'trigger' ? 'route' : each.kind}</span>
<div><a href="${each.address}">${each.path}</a>${each.disabled && html` <small class="off">off</small>`}${each.made && html` <small class="made">made here</small>`}
<p>${each.summary}${each.summary && each.detail && ' · '}<small>${each.detail}</small></p></div>
<small class="when">${each.edited_at && when(each.edited_at, now)}</small>
</li>`

function jobSection(jobs: ListedJob[], query: Asked, workspace: string, now: number): Html {
  const address = (name: Asked['jobs']) => href('/', { ...query, workspace, jobs: name, page: undefined })
  const turn = (by: number, words: string) =>
    html`<a id="jobs-${words.toLowerCase()}" href="${href('/', { ...query, workspace, page: query.page + by })}">${words}</a>`
  return html`<section aria-labelledby="jobs" data-live="jobs-section" id="jobs-section">
<h2 id="jobs">Last jobs</h2>
${tabs('States of jobs', JOB_FILTERS, query.jobs, address)}
${jobs.length === 0 && html`<p class="nothing">No job yet.</p>`}
<ul class="rows">${jobs.map((job) => jobRow(job, workspace, now))}</ul>
<nav class="row" aria-label="More jobs">${query.page > 1 && turn(-1, 'Newer')}${jobs.length === JOBS_SHOWN && turn(1, 'Older')}</nav>
</section>`
}

/** When a job began, or else when it is due, or was asked for. */
const timeOf = (job: ListedJob, now: number): string =>
  job.started_at ?? (stateOf(job, now) === 'scheduled' && job.scheduled_for ? job.scheduled_for : job.created_at)

const jobRow = (job: ListedJob, workspace: string, now: number): Html => html`<li>
${stateBadge(stateOf(job, now))}
<div><a id="job-${job.id}" href="${runAddress(workspace, job.id)}">${nameOf(job)}</a>
<p><small>${job.created_by}${job.schedule_path && html` · schedule ${job.schedule_path}`}</small></p></div>
<small class="when">${when(timeOf(job, now), now)}${job.duration_ms !== undefined && html`<br>${span(job.duration_ms)}`}</small>
</li>`
