import type { Context, Hono } from 'hono'
import { ApiFailure } from '../api-client.ts'
import { apiOf, href, type PagesOptions } from '../context.ts'
import { fieldsOf, readForm, resourcesFor, type Submitted, valuesFrom } from '../form/index.ts'
import { answerPage, messagePage } from '../layout.ts'
import { findVisitor, LoginNeeded, loginAddress } from '../visitor.ts'
import { approvalBody } from './approval-body.ts'
import { type Asked, answer, findAsked } from './asked.ts'

/** Answers, as the form and the address of the page that follows name them. */
const ANSWERS = ['approve', 'refuse'] as const
type Answer = (typeof ANSWERS)[number]

/**
 * `/approve/:workspace/:job?token=`: what a suspended flow or workflow asks. The token in the address, or a login, lets
 * one look and answer; `?answered=` is where an answer leads to.
 */
export function addApprovalRoutes(app: Hono, options: PagesOptions): void {
  const address = '/approve/:workspace/:job'
  app.get(address, async (c) => {
    const asked = await lookUp(options, c)
    return asked ? show(options, c, asked) : nothing(c)
  })
  app.post(address, async (c) => {
    const asked = await lookUp(options, c)
    if (!asked) return nothing(c)
    const sent = (await c.req.parseBody({ all: true })) as Submitted
    const given = ANSWERS.find((each) => each === sent.answer) ?? 'refuse'
    const { args, errors } = await readForm(fieldsOf(asked.schema), sent)
    if (given === 'approve' && Object.keys(errors).length > 0) return show(options, c, asked, { sent, errors })
    const { workspace, id, token } = partsOf(c)
    const approved = given === 'approve'
    const taken = await answer(apiOf(options, c), workspace, id, { payload: args, approved, approval_token: token })
    return c.redirect(href(c.req.path, { token, answered: taken ? given : undefined }), 303)
  })
}

const partsOf = (c: Context) => ({
  workspace: c.req.param('workspace') ?? '',
  id: c.req.param('job') ?? '',
  token: c.req.query('token'),
})

async function lookUp(options: PagesOptions, c: Context): Promise<Asked | undefined> {
  const { workspace, id, token } = partsOf(c)
  try {
    return await findAsked(apiOf(options, c), workspace, id, token)
  } catch (error) {
    if (error instanceof ApiFailure && error.status === 401) throw new LoginNeeded()
    throw error
  }
}

async function show(
  options: PagesOptions,
  c: Context,
  asked: Asked,
  refused?: { sent: Submitted; errors: Record<string, string> },
): Promise<Response> {
  const { workspace } = partsOf(c)
  const visitor = await findVisitor(options, c)
  const fields = fieldsOf(asked.schema)
  const waits = asked.state === 'open'
  return answerPage(c, {
    title: 'Approval',
    visitor,
    workspace: visitor && workspace,
    narrow: true,
    status: refused ? 422 : 200,
    body: approvalBody({
      asked,
      workspace,
      answered: ANSWERS.find((each): each is Answer => each === c.req.query('answered')),
      isMember: visitor?.workspaces.some(({ id }) => id === workspace) ?? false,
      loginAddress: loginAddress(c),
      fields,
      state: {
        values: valuesFrom(fields, asked.defaults, refused?.sent),
        errors: refused?.errors ?? {},
        resources: visitor && waits ? await resourcesFor(visitor.api, workspace, fields) : {},
      },
    }),
  })
}

const nothing = (c: Context): Promise<Response> =>
  messagePage(c, {
    title: 'No such approval',
    text: 'There is no job here that asks for anything, or the address is not whole.',
    status: 404,
  })
