import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../../services/windmill/src/shared/json.ts'
import type { Suspend } from '../../../../services/windmill/src/shared/openflow.ts'
import { jobs } from '../../../../services/windmill/src/store/index.ts'
import { type ApiKit, openApi, WORKSPACE } from './kit.ts'

let kit: ApiKit
let resumed: string[]
beforeEach(async () => {
  kit = await openApi()
  resumed = []
  kit.windmill.queue.events.on('resumed', (id) => resumed.push(id))
})
afterEach(() => kit.windmill.stop())

/** A flow that waits for answers to its first step, as the worker leaves it. */
function waitingFlow(suspend: Suspend = {}, result: JsonObject = {}): { flow: string; step: string } {
  const value = { type: 'identity' as const }
  const raw_flow = {
    modules: [
      { id: 'ask', value, suspend: { required_events: 1, ...suspend } },
      { id: 'act', value },
    ],
  }
  const flow = kit.push({ kind: 'flowpreview', raw_flow })
  const step = kit.push({ parent_job: flow, flow_step_id: 'ask' })
  kit.windmill.queue.end(step, { success: true, result })
  kit.windmill.queue.saveFlowStatus(flow, {
    step: 1,
    modules: [
      { id: 'ask', type: 'Success', job: step },
      { id: 'act', type: 'WaitingForEvents', job: step, count: 1 },
    ],
    failure_module: { id: 'failure', type: 'WaitingForPriorSteps' },
    preprocessor_module: null,
    cleanup_module: {},
  })
  kit.windmill.queue.suspend(flow, 1, kit.now() + 600_000)
  return { flow, step }
}

/** A workflow-as-code that waits for an approval by its key. */
function waitingWorkflow(key: string, more: JsonObject = {}): string {
  const id = kit.push({ kind: 'script', script_path: 'f/a/workflow' })
  kit.windmill.queue.saveWorkflowStatus(id, { _checkpoint: { completed_steps: {} }, _approval: { key, ...more } })
  kit.windmill.queue.suspend(id, 1, kit.now() + 600_000)
  return id
}

const answersTo = (job: string) => jobs.resumeEventsOf.all(kit.windmill.store.connection, { job_id: job })
const pathOf = (url: string) => url.slice('http://localhost'.length)

describe('a signed link', () => {
  test('records the answer, tells the worker, and answers 201 with nothing', async () => {
    const { flow, step } = waitingFlow()
    const { body: signature } = await kit.answer('GET', `/jobs/job_signature/${step}/1?approver=ada`)
    const path = `/jobs_u/resume/${step}/1/${signature}?approver=ada`
    const answer = await kit.answer('POST', path, { body: { ok: true }, token: null })
    expect(answer).toEqual({ status: 201, type: null, body: '' })
    expect(answersTo(step)).toMatchObject([
      { flow_id: flow, resume_id: 1, approver: 'ada', payload: { ok: true }, approved: true },
    ])
    expect(resumed).toEqual([flow])
  })

  test('counts once', async () => {
    const { step } = waitingFlow()
    const { body: signature } = await kit.answer('GET', `/jobs/job_signature/${step}/1`)
    await kit.ask('POST', `/jobs_u/resume/${step}/1/${signature}`, { body: {} })
    const again = await kit.answer('POST', `/jobs_u/resume/${step}/1/${signature}`, { body: {} })
    expect(again).toMatchObject({ status: 400, body: 'Bad request: resume request already sent' })
    expect(answersTo(step)).toHaveLength(1)
    expect(resumed).toHaveLength(1)
  })

  test('is good for its job, its number and its approver only', async () => {
    const { step } = waitingFlow()
    const other = waitingFlow().step
    const { body: signature } = await kit.answer('GET', `/jobs/job_signature/${step}/1?approver=ada`)
    for (const path of [
      `${step}/2/${signature}?approver=ada`,
      `${step}/1/${signature}?approver=bob`,
      `${other}/1/${signature}?approver=ada`,
    ]) {
      expect((await kit.ask('POST', `/jobs_u/resume/${path}`, { body: {} })).status).toBe(400)
    }
    expect(resumed).toEqual([])
  })

  test('refuses by GET too, with its payload in the address, in the name of who is logged in', async () => {
    const { step } = waitingFlow()
    const { body: urls } = await kit.answer('GET', `/jobs/resume_urls/${step}/7`)
    const payload = Buffer.from('{"why":"no"}').toString('base64')
    const answer = await kit.ask('GET', `${pathOf((urls as { cancel: string }).cancel)}?payload=${payload}`)
    expect(answer.status).toBe(201)
    expect(answersTo(step)).toMatchObject([
      { resume_id: 7, approver: 'admin', payload: { why: 'no' }, approved: false },
    ])
  })

  test('is not used up by a look at its head', async () => {
    const { step } = waitingFlow()
    const { body: signature } = await kit.answer('GET', `/jobs/job_signature/${step}/1`)
    expect((await kit.ask('HEAD', `/jobs_u/resume/${step}/1/${signature}`)).status).toBe(200)
    expect(answersTo(step)).toEqual([])
  })

  test('of the flow answers the step that asks', async () => {
    const { flow, step } = waitingFlow()
    const { body } = await kit.answer('GET', `/jobs/resume_urls/${step}/3?flow_level=true&approver=ada`)
    const { resume, approvalPage } = body as { resume: string; approvalPage: string }
    expect(resume).toContain(`/jobs_u/resume/${flow}/3/`)
    expect(approvalPage).toMatch(new RegExp(`^http://localhost/approve/${WORKSPACE}/${flow}\\?token=[0-9a-f]+$`))
    expect((await kit.ask('POST', pathOf(resume), { body: {}, token: null })).status).toBe(201)
    expect(answersTo(step)).toMatchObject([{ approver: 'ada' }])
  })

  test('of a flow that has ended is refused', async () => {
    const { flow, step } = waitingFlow()
    const { body: signature } = await kit.answer('GET', `/jobs/job_signature/${step}/1`)
    kit.succeed(flow, null)
    expect((await kit.ask('POST', `/jobs_u/resume/${step}/1/${signature}`, { body: {} })).status).toBe(400)
  })

  test('shows the flow', async () => {
    const { flow, step } = waitingFlow()
    const { body: signature } = await kit.answer('GET', `/jobs/job_signature/${step}/1`)
    const { body } = await kit.answer('GET', `/jobs_u/get_flow/${step}/1/${signature}`, { token: null })
    expect(body).toMatchObject({ job: { id: flow, type: 'QueuedJob' }, approvers: [] })
  })
})

describe('the approval page', () => {
  const form = { schema: { properties: { note: { type: 'string' } } } }

  async function tokenOf(step: string): Promise<string> {
    const { body } = await kit.answer('GET', `/jobs/resume_urls/${step}/1`)
    return new URL((body as { approvalPage: string }).approvalPage).searchParams.get('token')!
  }

  test('tells what is asked, to whoever has its token', async () => {
    const { flow, step } = waitingFlow({ resume_form: form, hide_cancel: true }, { description: 'Ship it?', enums: {} })
    const token = await tokenOf(step)
    const { body } = await kit.answer('GET', `/jobs_u/flow/approval_info/${flow}?token=${token}`, { token: null })
    expect(body).toMatchObject({
      flow_id: flow,
      form_schema: form,
      description: 'Ship it?',
      hide_cancel: true,
      can_approve: true,
      user_auth_required: false,
      approvers: [],
    })
    const { view_token } = body as { view_token: string }
    expect((await kit.ask('GET', `/jobs_u/get/${flow}?view_token=${view_token}`, { token: null })).status).toBe(200)
    expect((await kit.ask('GET', `/jobs_u/get/${flow}?view_token=${token}`, { token: null })).status).toBe(400)
  })

  test('takes an answer', async () => {
    const { flow, step } = waitingFlow()
    const approval_token = await tokenOf(step)
    const body = { payload: { note: 'fine' }, approved: true, approval_token }
    const answer = await kit.answer('POST', `/jobs_u/flow/resume_suspended/${flow}`, { body, token: null })
    expect(answer).toMatchObject({ status: 201, body: '' })
    expect(answersTo(step)).toMatchObject([{ approver: 'anonymous', payload: { note: 'fine' }, approved: true }])
    expect(resumed).toEqual([flow])
  })

  test('is closed without a login and a token', async () => {
    const { flow } = waitingFlow()
    const other = await tokenOf(waitingFlow().step)
    for (const approval_token of [undefined, other]) {
      const refused = await kit.ask('POST', `/jobs_u/flow/resume_suspended/${flow}`, {
        body: { approval_token },
        token: null,
      })
      expect(refused.status).toBe(401)
    }
    expect((await kit.ask('GET', `/jobs_u/flow/approval_info/${flow}`, { token: null })).status).toBe(401)
  })

  test('wants a login where the step wants one', async () => {
    const { flow, step } = waitingFlow({ user_auth_required: true, resume_form: form }, { description: 'Ship it?' })
    const approval_token = await tokenOf(step)
    const asked = { body: { approval_token }, token: null }
    expect((await kit.ask('POST', `/jobs_u/flow/resume_suspended/${flow}`, asked)).status).toBe(401)
    const info = await kit.answer('GET', `/jobs_u/flow/approval_info/${flow}?token=${approval_token}`, { token: null })
    expect(info.body).toMatchObject({ can_approve: false, user_auth_required: true })
    for (const secret of ['form_schema', 'description', 'view_token']) expect(info.body).not.toHaveProperty(secret)
    const { body: signature } = await kit.answer('GET', `/jobs/job_signature/${step}/1`)
    expect((await kit.ask('GET', `/jobs_u/get_flow/${step}/1/${signature}`, { token: null })).status).toBe(401)
    expect((await kit.ask('POST', `/jobs_u/flow/resume_suspended/${flow}`, { body: {} })).status).toBe(201)
  })

  test('does not take the answer of who started the flow, where that is disabled', async () => {
    const bob = kit.windmill.addMember('bob')
    const { flow, step } = waitingFlow({ self_approval_disabled: true })
    const asBob = { created_by: 'bob', permissioned_as: 'u/bob', email: 'bob@example.com' }
    const own = kit.push({
      ...asBob,
      kind: 'flowpreview',
      script_path: 'f/other/flow',
      raw_flow: kit.job(flow).raw_flow!,
    })
    kit.windmill.queue.saveFlowStatus(own, kit.job(flow).flow_status!)
    kit.windmill.queue.suspend(own, 1, kit.now() + 1)
    const refused = await kit.answer('POST', `/jobs_u/flow/resume_suspended/${own}`, { body: {}, token: bob })
    expect(refused).toMatchObject({ status: 403, body: expect.stringContaining('Self-approval is disabled') })
    expect(answersTo(step)).toEqual([])
    expect((await kit.ask('POST', `/jobs_u/flow/resume_suspended/${own}`, { body: {} })).status).toBe(201)
  })

  test('does not take it either where they own the flow (windmill#10262)', async () => {
    const bob = kit.windmill.addMember('bob')
    const { flow } = waitingFlow({ self_approval_disabled: true })
    const asBob = { created_by: 'bob', permissioned_as: 'u/bob', email: 'bob@example.com' }
    const own = kit.push({ ...asBob, kind: 'flow', script_path: 'u/bob/flow', raw_flow: kit.job(flow).raw_flow! })
    kit.windmill.queue.saveFlowStatus(own, kit.job(flow).flow_status!)
    kit.windmill.queue.suspend(own, 1, kit.now() + 1)
    const path = `/jobs_u/flow/resume_suspended/${own}`
    expect((await kit.ask('POST', path, { body: {}, token: bob })).status).toBe(403)
    const { body } = await kit.answer('GET', `/jobs_u/flow/approval_info/${own}`, { token: bob })
    expect(body).toMatchObject({ can_approve: false })
    const other = kit.push({ kind: 'flow', script_path: 'u/bob/flow', raw_flow: kit.job(flow).raw_flow! })
    kit.windmill.queue.saveFlowStatus(other, kit.job(flow).flow_status!)
    kit.windmill.queue.suspend(other, 1, kit.now() + 1)
    expect((await kit.ask('POST', `/jobs_u/flow/resume_suspended/${other}`, { body: {}, token: bob })).status).toBe(201)
  })

  test('takes nothing when nobody is waited for', async () => {
    const flow = kit.push({ kind: 'flowpreview', raw_flow: { modules: [] } })
    const refused = await kit.answer('POST', `/jobs_u/flow/resume_suspended/${flow}`, { body: {} })
    expect(refused.body).toBe('Bad request: the flow is not in a suspended state anymore')
  })
})

test('the owner of a flow resumes it without a link, and nobody else', async () => {
  const { flow, step } = waitingFlow()
  const bob = kit.windmill.addMember('bob')
  expect((await kit.ask('POST', `/jobs/flow/resume/${flow}`, { body: {}, token: bob })).status).toBe(404)
  expect((await kit.ask('POST', `/jobs/flow/resume/${flow}`, { body: { go: 1 } })).status).toBe(201)
  expect(answersTo(step)).toMatchObject([{ resume_id: 0, approver: 'admin', payload: { go: 1 } }])
})

describe('an answer that comes before the step asks', () => {
  const value = { type: 'identity' as const }
  async function answerEarly(suspend: Suspend, ofStep: boolean) {
    const raw_flow = {
      modules: [
        { id: 'first', value },
        { id: 'ask', value, suspend },
        { id: 'act', value },
      ],
    }
    const bob = kit.windmill.addMember('bob')
    const asBob = { created_by: 'bob', permissioned_as: 'u/bob', email: 'bob@example.com' }
    const flow = kit.push({ ...asBob, kind: 'flowpreview', raw_flow })
    const step = kit.push({ ...asBob, parent_job: flow, flow_step_id: 'ask' })
    const id = ofStep ? step : flow
    const { body: signature } = await kit.answer('GET', `/jobs/job_signature/${id}/1`)
    return await kit.ask('POST', `/jobs_u/resume/${id}/1/${signature}`, { body: {}, token: bob })
  }

  test.each([true, false])('has to be of somebody who may answer then (link of the step: %s)', async (ofStep) => {
    expect((await answerEarly({ self_approval_disabled: true }, ofStep)).status).toBe(403)
  })

  test('is refused while only an expression says who may answer', async () => {
    const groups = { type: 'javascript' as const, expr: 'flow_input.groups' }
    const answer = await answerEarly({ user_auth_required: true, user_groups_required: groups }, false)
    expect([answer.status, await answer.text()]).toEqual([
      400,
      'Bad request: Who may answer is known once step ask asks',
    ])
  })

  test('counts where the step asks for no more than an answer', async () => {
    expect((await answerEarly({ required_events: 1 }, true)).status).toBe(201)
  })
})

describe('an approval of a workflow-as-code', () => {
  const urlsOf = async (id: string, key: string) =>
    (await kit.answer('GET', `/jobs/wac_approval_urls/${id}/${key}?approver=ada`)).body as {
      resume: string
      cancel: string
    }

  test('is answered by its key', async () => {
    const id = waitingWorkflow('manager')
    const { resume } = await urlsOf(id, 'manager')
    const answer = await kit.ask('POST', pathOf(resume), { body: { note: 'fine' }, token: null })
    expect(answer.status).toBe(201)
    expect(answersTo(id)).toMatchObject([{ approval_key: 'manager', approver: 'ada', payload: { note: 'fine' } }])
    expect(resumed).toEqual([id])
  })

  test('is not answered by the link of another key', async () => {
    const id = waitingWorkflow('manager')
    const { resume, cancel } = await urlsOf(id, 'director')
    for (const link of [resume, cancel, resume.replace('step_key=director', 'step_key=manager')]) {
      expect((await kit.ask('POST', pathOf(link), { body: {} })).status).toBe(400)
    }
    expect(answersTo(id)).toEqual([])
  })

  test('is answered once each, one after the other', async () => {
    const id = waitingWorkflow('first')
    const links = [await urlsOf(id, 'first'), await urlsOf(id, 'second')]
    await kit.ask('POST', pathOf(links[0]!.resume), { body: {} })
    kit.windmill.queue.saveWorkflowStatus(id, { _checkpoint: {}, _approval: { key: 'second' } })
    await kit.ask('POST', pathOf(links[1]!.cancel), { body: {} })
    const kept = answersTo(id).map(({ approval_key, approved }) => [approval_key, approved])
    expect(kept).toEqual(
      expect.arrayContaining([
        ['first', true],
        ['second', false],
      ]),
    )
  })

  test('shows its form on the approval page', async () => {
    const id = waitingWorkflow('manager', { form: { schema: {} }, description: 'May I?' })
    const { body } = await kit.answer('GET', `/jobs_u/flow/approval_info/${id}`)
    expect(body).toMatchObject({ form_schema: { schema: {} }, description: 'May I?', can_approve: true })
  })

  test('has no keyed links for a step of a flow', async () => {
    const { step } = waitingFlow()
    expect((await kit.ask('GET', `/jobs/wac_approval_urls/${step}/manager`)).status).toBe(400)
  })
})

test('approvals in Slack are refused with what to do instead', async () => {
  const answer = await kit.answer('GET', `/jobs/slack_approval/${kit.push({})}`)
  expect(answer).toMatchObject({ status: 501, body: expect.stringContaining('getResumeUrls') })
})
