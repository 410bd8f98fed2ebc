import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Json } from '../../../../services/windmill/src/shared/json.ts'
import type { Suspend } from '../../../../services/windmill/src/shared/openflow.ts'
import { jobs } from '../../../../services/windmill/src/store/index.ts'
import { openPages, type PagesKit } from './kit.ts'

const FORM = { properties: { carrier: { type: 'string', enum: ['post', 'bike'] } }, required: ['carrier'] }

let kit: PagesKit
beforeEach(async () => {
  kit = await openPages()
})
afterEach(() => kit.windmill.stop())

/** A flow whose step `ask` has answered `said` and now waits. */
function suspendedFlow(
  said: Json = {},
  suspend: Suspend = { required_events: 1, resume_form: { schema: FORM } },
): string {
  const id = kit.windmill.system.newJobId()
  const step = kit.windmill.system.newJobId()
  kit.push({
    id,
    kind: 'flow',
    script_path: 'f/sample/orders',
    args: { order: 7 },
    raw_flow: {
      modules: [
        { id: 'ask', value: { type: 'identity' }, suspend },
        { id: 'ship', value: { type: 'identity' } },
      ],
    },
    flow_status: {
      step: 1,
      modules: [
        { id: 'ask', type: 'Success', job: step },
        { id: 'ship', type: 'WaitingForEvents', count: 1, job: step },
      ],
      failure_module: { id: 'failure', type: 'WaitingForPriorSteps' },
      preprocessor_module: null,
      cleanup_module: {},
    },
  })
  kit.push({ id: step, kind: 'identity', parent_job: id })
  kit.succeed(step, said)
  kit.windmill.queue.suspend(id, 1, kit.now() + 60_000)
  return id
}

/** The address that people are sent, with its token. */
async function addressOf(id: string): Promise<string> {
  const step = kit.job(id).flow_status?.modules[0]?.job ?? id
  const { body } = await kit.answer('GET', `/jobs/resume_urls/${step}/1`)
  const { pathname, search } = new URL((body as { approvalPage: string }).approvalPage)
  return pathname + search
}

const answers = (id: string) => jobs.resumeEventsOfFlow.all(kit.windmill.store.connection, { flow_id: id })

describe('an approval', () => {
  test('says what is asked, with a form, to whoever has the address', async () => {
    const address = await addressOf(
      suspendedFlow({ description: 'Ship **four** orders?', default_args: { carrier: 'bike' } }),
    )
    const { html, text, status } = await kit.open(address, { token: null })
    expect(status).toBe(200)
    expect(text).toContain('f/sample/orders')
    expect(html).toContain('Ship <strong>four</strong> orders?')
    expect(html).toContain('<option value="bike" selected>bike</option>')
    expect(text).toContain('Approve Refuse')
    expect(html).not.toContain('href="/run/')
  })

  test('shows at once what the job was given where nothing else says what is asked', async () => {
    const { html } = await kit.open(await addressOf(suspendedFlow({}, { required_events: 1 })))
    expect(html).toContain('<details open><summary>What the job was given</summary>')
    expect((await kit.open(await addressOf(suspendedFlow()))).html).not.toContain('<details open>')
  })

  test('is given once, with what the form says, and thanked for', async () => {
    const id = suspendedFlow()
    const address = await addressOf(id)
    const after = await kit.submit(address, { answer: 'approve', 'arg.carrier': 'post' }, { token: null })
    expect(after.status).toBe(303)
    expect(answers(id)).toMatchObject([{ approved: true, payload: { carrier: 'post' }, approver: 'anonymous' }])
    expect((await kit.open(after.location!, { token: null })).text).toContain('You have approved it.')
  })

  test('may be refused, whatever the form says', async () => {
    const id = suspendedFlow()
    const after = await kit.submit(await addressOf(id), { answer: 'refuse', 'arg.carrier': '' })
    expect(answers(id)).toMatchObject([{ approved: false, approver: 'admin' }])
    expect((await kit.open(after.location!)).text).toContain('You have refused it.')
  })

  test('is not given while the form is not right', async () => {
    const id = suspendedFlow()
    const page = await kit.submit(await addressOf(id), { answer: 'approve', 'arg.carrier': 'pigeon' })
    expect(page.status).toBe(422)
    expect(page.text).toContain('Choose one of post, bike.')
    expect(answers(id)).toEqual([])
  })

  test('takes choices that were found while the flow ran', async () => {
    const address = await addressOf(suspendedFlow({ enums: { carrier: ['plane'] } }))
    expect((await kit.open(address)).html).toContain('<option value="plane" >plane</option>')
  })

  test('leaves refusing out where the step does', async () => {
    const address = await addressOf(suspendedFlow({}, { required_events: 1, hide_cancel: true }))
    expect((await kit.open(address)).text).not.toContain('Refuse')
  })

  test('wants a login where the step does, and lets those in whom it names', async () => {
    const address = await addressOf(suspendedFlow({}, { required_events: 1, user_auth_required: true }))
    const { text } = await kit.open(address, { token: null })
    expect(text).toContain('Who answers has to be logged in.')
    expect(text).not.toContain('What the job was given')
    const token = kit.windmill.addMember('ada')
    expect((await kit.open(address, { token })).text).toContain('Approve')
  })

  test('is for others where the step says so', async () => {
    const groups = { type: 'static' as const, value: ['ops'] }
    const id = suspendedFlow({}, { required_events: 1, user_auth_required: false, user_groups_required: groups })
    const address = await addressOf(id)
    expect((await kit.open(address, { token: kit.windmill.addMember('ada') })).text).toContain(
      'This is for others to answer.',
    )
    const token = kit.windmill.addMember('bob', { groups: ['ops'] })
    expect((await kit.open(address, { token })).text).toContain('Approve')
  })

  test('says that it was answered, and by whom, when it was', async () => {
    const id = suspendedFlow()
    const address = await addressOf(id)
    await kit.submit(address, { answer: 'approve', 'arg.carrier': 'post' })
    kit.windmill.queue.unsuspend(id, true)
    const { text } = await kit.open(address, { token: null })
    expect(text).toContain('This has been answered already.')
    expect(text).toContain('Answered so far by admin.')
  })

  test('says that the time is over when the flow has ended without an answer', async () => {
    const id = suspendedFlow()
    const address = await addressOf(id)
    kit.windmill.queue.cancel(id, 'admin', null)
    expect((await kit.open(address, { token: null })).text).toContain('This can no longer be answered')
  })

  test('that somebody else has given first is not thanked for', async () => {
    const id = suspendedFlow()
    const address = await addressOf(id)
    kit.windmill.queue.unsuspend(id, true)
    const after = await kit.submit(address, { answer: 'approve', 'arg.carrier': 'post' })
    expect(after.location).not.toContain('answered=')
  })

  test('is for nobody without a login or the right token', async () => {
    const id = suspendedFlow()
    const page = await kit.open(`/approve/sample/${id}?token=guess`, { token: null })
    expect(page.location).toBe(`/user/login?rd=%2Fapprove%2Fsample%2F${id}%3Ftoken%3Dguess`)
    const post = await kit.submit(`/approve/sample/${id}?token=guess`, { answer: 'approve' }, { token: null })
    expect(post.status).toBe(303)
    expect(answers(id)).toEqual([])
    expect((await kit.open('/approve/sample/00000000-0000-7000-8000-000000000000')).status).toBe(404)
  })
})

test('an approval of a workflow-as-code has the form that the workflow gave', async () => {
  const id = kit.push({ kind: 'script', script_path: 'f/sample/work' })
  kit.windmill.queue.saveWorkflowStatus(id, {
    _checkpoint: { completed_steps: {}, pending_steps: { mode: 'sequential', keys: ['approval'], job_ids: {} } },
    _approval: {
      key: 'approval',
      until: kit.now() + 60_000,
      form: { type: 'object', properties: { why: { type: 'string' } } },
    },
  })
  kit.windmill.queue.suspend(id, 1, kit.now() + 60_000)
  expect((await kit.open(`/approve/sample/${id}`)).html).toContain('name="arg.why"')
  await kit.submit(`/approve/sample/${id}`, { answer: 'approve', 'arg.why': 'it is time' })
  expect(answers(id)).toMatchObject([{ approved: true, payload: { why: 'it is time' }, approval_key: 'approval' }])
})
