import { html } from 'hono/html'
import { href } from '../context.ts'
import { type Field, type FormState, formFields } from '../form/index.ts'
import type { Html } from '../layout.ts'
import { flowPicture, svgOf } from '../picture/index.ts'
import { markdown } from '../value/index.ts'
import { when } from '../when.ts'
import { type Runnable, versionAddress } from './find-runnable.ts'

export interface RunnablePage {
  runnable: Runnable
  workspace: string
  now: number
  fields: Field[]
  state: FormState
  /** Why the API did not run it. */
  message?: string
}

const VERSIONS_SHOWN = 20

/** What a script or flow is for, the form that runs it, and below it what it is made of. */
export async function runnableBody(page: RunnablePage): Promise<Html> {
  const { runnable, workspace, now, message } = page
  const { path, kind, summary, description } = runnable
  return html`<p class="crumbs"><a href="${href('/', { workspace })}">${workspace}</a> / ${kind}</p>
<h1>${summary || path}</h1>
<p><code>${path}</code> <small>edited ${when(runnable.edited_at, now)} by ${runnable.edited_by}</small></p>
${description && markdown(description)}
<div class="halves">
<section aria-labelledby="run-title"><h2 id="run-title">Run it</h2>
${runnable.obstacle && html`<p class="wrong">${runnable.obstacle}</p>`}
${message && html`<p class="wrong" role="alert">${message}</p>`}
${runForm(page)}</section>
<section aria-label="What it is made of">${kind === 'flow' ? await flowSource(runnable) : scriptSource(runnable)}
${versions(page)}</section>
</div>`
}

function runForm({ fields, state }: RunnablePage): Html {
  const wrong = Object.keys(state.errors).length
  const files = fields.some(({ control }) => control.kind === 'file')
  return html`${wrong > 0 && html`<p class="wrong" role="alert">${wrong === 1 ? 'One field needs' : `${wrong} fields need`} another look.</p>`}
<form method="post" class="stack" novalidate ${files && html`enctype="multipart/form-data"`}>
${fields.length === 0 ? html`<p class="nothing">It takes no arguments.</p>` : formFields(fields, state)}
<div class="row"><button class="primary">Run</button><small>Ctrl+Enter runs it too</small></div>
</form>`
}

const scriptSource = ({ content = '', language = '' }: Runnable): Html =>
  html`<h2>Source <small>${language}</small></h2><pre class="code" tabindex="0" aria-label="Source">${content}</pre>`

async function flowSource({ flow }: Runnable): Promise<Html> {
  if (!flow) return html``
  const steps = await flowPicture(flow, undefined, async () => undefined)
  return html`<h2>Steps</h2>
${steps.length > 0 ? html`<div class="scroll picture-frame">${svgOf(steps, () => '')}</div>` : html`<p class="nothing">It has no steps.</p>`}
<details><summary>As JSON</summary><pre class="code" tabindex="0" aria-label="The flow as JSON">${JSON.stringify(flow, null, 2)}</pre></details>`
}

const versions = ({
  runnable,
  workspace,
  now,
}: RunnablePage): Html => html`<details><summary>Versions <small>${runnable.versions.length}</small></summary>
<ul class="rows">${runnable.versions.slice(0, VERSIONS_SHOWN).map(
  (
    version,
  ) => html`<li><a href="${versionAddress(runnable, version, workspace)}" ${version.shown && html`aria-current="true"`}>${version.name}</a>
<div>${version.message}</div><small class="when">${when(version.at, now)}</small></li>`,
)}</ul></details>`
