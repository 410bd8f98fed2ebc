import { html } from 'hono/html'
import { href } from '../context.ts'
import { type Field, type FormState, formFields } from '../form/index.ts'
import { nameOf, runAddress } from '../job.ts'
import type { Html } from '../layout.ts'
import { markdown, showValue } from '../value/index.ts'
import type { Asked } from './asked.ts'

export interface ApprovalPage {
  asked: Asked
  workspace: string
  /** What the visitor has just answered. */
  answered?: 'approve' | 'refuse'
  /** The visitor may look at the job's own page. */
  isMember: boolean
  loginAddress: string
  fields: Field[]
  state: FormState
}

/** What is asked, and the answer: a form where it is still wanted, else what became of it. */
export function approvalBody(page: ApprovalPage): Html {
  const { asked, answered, isMember, workspace } = page
  const { job } = asked
  return html`<p class="crumbs">${isMember ? html`<a href="${href('/', { workspace })}">${workspace}</a>` : workspace}</p>
<h1>Approval</h1>
${job && html`<p><strong>${nameOf(job)}</strong> <small>started by ${job.created_by}</small>${isMember && html` · <a href="${runAddress(workspace, job.id)}">the job</a>`}</p>`}
${answered ? thanks(answered) : standing(page)}
${asked.approvers.length > 0 && html`<p><small>Answered so far by ${asked.approvers.join(', ')}.</small></p>`}
${job && html`<details ${saysNothing(page) && 'open'}><summary>What the job was given</summary>${showValue(job.args)}</details>`}`
}

/** Nobody can answer what they are not told: then what the job was given is all there is to see. */
const saysNothing = ({ asked: { description: said, state }, fields }: ApprovalPage): boolean =>
  state === 'open' && said === null && fields.length === 0

const thanks = (answered: 'approve' | 'refuse'): Html =>
  html`<p class="notice done" role="status">${answered === 'approve' ? 'You have approved it. The job goes on.' : 'You have refused it.'}</p>`

function standing(page: ApprovalPage): Html {
  switch (page.asked.state) {
    case 'open':
      return question(page)
    case 'signIn':
      if (page.isMember) return html`<p class="notice">This is for others to answer.</p>`
      return html`<p class="notice">Who answers has to be logged in. <a class="button primary" href="${page.loginAddress}">Log in</a></p>`
    case 'closed':
      return html`${description(page)}<p class="notice">This is for others to answer.</p>`
    case 'answered':
      return html`<p class="notice">This has been answered already.</p>`
    case 'expired':
      return html`<p class="notice">This can no longer be answered: the time for it is over, or the job was cancelled.</p>`
    case 'nothing':
      return html`<p class="notice">The job runs, and asks for nothing right now.</p>`
  }
}

const description = ({ asked: { description: said } }: ApprovalPage): Html =>
  said === null ? html`` : html`<div class="asked">${typeof said === 'string' ? markdown(said) : showValue(said)}</div>`

/** Approve is the first button, so that Enter in a field approves. */
function question(page: ApprovalPage): Html {
  const { fields, state, asked } = page
  const wrong = Object.keys(state.errors).length > 0
  return html`${description(page)}
${wrong && html`<p class="wrong" role="alert">To approve it, look at the form again.</p>`}
<form method="post" class="stack" novalidate>
${formFields(fields, state)}
<div class="row"><button class="primary" name="answer" value="approve">Approve</button>
${!asked.hideRefuse && html`<button class="danger" name="answer" value="refuse">Refuse</button>`}</div>
</form>`
}
