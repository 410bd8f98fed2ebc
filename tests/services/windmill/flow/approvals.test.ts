import { describe, expect, it } from 'vitest'
import type { FlowValue } from '../../../../services/windmill/src/shared/openflow.ts'
import type { MemoryJob } from './memory-driver.ts'
import { newDriver, play } from './playing.ts'
import { all, approval, choose, each, fixed, flow, gives, handler, js } from './vocabulary.ts'

// Facts: Windmill's interpreter (backend/windmill-worker/src/worker_flow.rs), and the pull requests that are named.

/** Plays a flow until it waits for a person. */
async function untilWaiting(value: FlowValue) {
  const driver = newDriver()
  const root = driver.begin(value)
  while (await driver.step());
  return { driver, root, job: root.status!.modules[root.status!.step - 1]!.job! }
}

const answer = (resume_id: number, approved = true) => ({
  resume_id,
  approver: `person ${resume_id}`,
  payload: resume_id,
  approved,
})
const stepOf = ({ status }: MemoryJob) => status!.modules[status!.step]

describe('waiting for a person', () => {
  it('shows how many answers the step needs, and until when it waits', async () => {
    const { root, driver, job } = await untilWaiting(
      flow([gives('a', '1', approval({ required_events: 2, timeout: 60 })), gives('b', '2')]),
    )
    expect(stepOf(root)).toEqual({ type: 'WaitingForEvents', id: 'b', count: 2, job })
    expect(root.waitsUntil).toBe(driver.now + 60_000)
  })

  it('lasts half an hour when the step does not say', async () => {
    const { root, driver } = await untilWaiting(
      flow([gives('a', '1', approval({ timeout: undefined })), gives('b', '2')]),
    )
    expect(root.waitsUntil).toBe(driver.now + 30 * 60_000)
  })

  it('goes on until enough have answered, each once', async () => {
    const { root, driver, job } = await untilWaiting(
      flow([gives('a', '1', approval({ required_events: 2 })), gives('b', 'approvers')]),
    )
    const before = root.status
    expect(driver.tell(root, { type: 'resumed', job, ...answer(1) })).toEqual([])
    root.answers.push({ job, answer: answer(1) })
    expect(driver.tell(root, { type: 'resumed', job, ...answer(1) })).toEqual([])
    expect(root.status).toBe(before)
    driver.tell(root, { type: 'resumed', job, ...answer(2) })
    expect(driver.pushed.at(-1)!.args).toEqual({ x: ['person 1', 'person 2'] })
  })

  it('ends at the first refusal, however many are still missing', async () => {
    const { root, driver, job } = await untilWaiting(
      flow([gives('a', '1', approval({ required_events: 3 })), gives('b', '2')]),
    )
    driver.tell(root, { type: 'resumed', job, ...answer(4, false) })
    expect(root.end).toMatchObject({ success: false, result: { error: { message: 'Disapproved by person 4' } } })
  })

  it('hears nothing of answers to another step, or of a time that was set for another', async () => {
    const { root, driver } = await untilWaiting(flow([gives('a', '1', approval()), gives('b', '2')]))
    expect(driver.tell(root, { type: 'resumed', job: 'another', ...answer(1) })).toEqual([])
    const done = await play(flow([gives('a', '1', approval()), gives('b', '2')]), { actions: [{ resume: {} }] })
    expect(done.driver.tell(done.root, { type: 'timer' })).toEqual([])
  })

  it('is not needed when the answers are there already', async () => {
    const driver = newDriver()
    const root = driver.begin(flow([gives('a', '1', approval()), gives('b', 'resume')]))
    await driver.step()
    root.answers.push({ job: root.status!.modules[0]!.job!, answer: answer(7) })
    await driver.step()
    expect(driver.pushed.at(-1)!.args).toEqual({ x: 7 })
    expect(root.status!.modules[0]!.approvers).toEqual([{ resume_id: 7, approver: 'person 7' }])
  })
})

describe('approvals in places', () => {
  it('at the last step hold the end of the flow back, whose result stays that of the step', async () => {
    const { result, modules } = await play(flow([gives('a', '1', approval())]), { actions: [{ resume: { n: 1 } }] })
    expect(result).toBe(1)
    expect(modules).toMatchObject([
      { id: 'a', type: 'Success' },
      { id: 'a-v', type: 'Success' },
    ])
  })

  it('one after the other see each its own answer', async () => {
    const { result } = await play(
      flow([
        gives('a', '1', approval()),
        gives('b', 'resume', approval()),
        gives('c', '[results.b, resume, resumes.length]'),
      ]),
      { actions: [{ resume: 'first' }, { resume: 'second', resumeId: 2 }] },
    )
    expect(result).toEqual(['first', 'second', 1])
  })

  it('within a branch and an iteration hold back those alone', async () => {
    const asks = [gives('x', '1', approval()), gives('y', '[previous_result, resume]')]
    const inBranch = await play(flow([choose('b', [['true', ...asks]]), gives('after', 'results.b')]), {
      actions: [{ resume: 'yes' }],
    })
    expect(inBranch.result).toEqual([1, 'yes'])
    const inLoop = await play(flow([each('l', '[1, 2]', asks)]), { actions: [{ resume: 'one' }, { resume: 'two' }] })
    expect(inLoop.result).toEqual([
      [1, 'one'],
      [1, 'two'],
    ])
    const beside = await play(flow([all('b', [{ modules: asks }, { modules: [gives('z', '"free"')] }])]), {
      actions: [{ resume: 'ok' }],
    })
    expect(beside.result).toEqual([[1, 'ok'], 'free'])
  })

  it('of a skipped step ask nobody (windmill#9821)', async () => {
    const { result } = await play(
      flow([gives('a', '1', { ...approval(), skip_if: { expr: 'true' } }), gives('b', '42')]),
    )
    expect(result).toBe(42)
  })

  it('of a loop come after all of its iterations', async () => {
    const { result } = await play(
      flow([
        each('l', '[1, 2]', [gives('x', 'flow_input.iter.value')], {}, approval()),
        gives('b', '[previous_result, resume]'),
      ]),
      {
        actions: [{ resume: 'ok' }],
      },
    )
    expect(result).toEqual([[1, 2], 'ok'])
  })

  it('can be followed by a pause', async () => {
    const { driver } = await play(
      flow([gives('a', '1', { ...approval(), sleep: js('result + 1') }), gives('b', '2')]),
      { actions: [{ resume: {} }] },
    )
    expect(driver.pushed.at(-1)!.scheduled_for).toBe(1_700_000_000_000 + 2000)
  })
})

describe('a refusal', () => {
  const refuse = { actions: [{ disapprove: { why: 'no' }, approver: 'ada' }] }

  it('is neither tried again nor passed over by the step that it held back (windmill#10552)', async () => {
    const held = gives('b', '2', { continue_on_error: true, retry: { constant: { attempts: 3, seconds: 0 } } })
    const { success, result, driver } = await play(flow([gives('a', '1', approval()), held, gives('c', '3')]), refuse)
    expect(success).toBe(false)
    expect(result).toEqual({ error: { message: 'Disapproved by ada', name: 'SuspendedDisapproved' } })
    expect(driver.pushed).toHaveLength(1)
  })

  it('calls the failure module (windmill#9662)', async () => {
    const { success, result } = await play(
      flow([gives('a', '1', approval()), gives('b', '2')], { failure_module: handler }),
      refuse,
    )
    expect({ success, result }).toEqual({ success: false, result: { handled: 'Disapproved by ada', step: null } })
  })

  it('reaches the next step where the flow goes on regardless', async () => {
    const { result, modules } = await play(
      flow([
        gives('a', '1', approval({ continue_on_disapprove_timeout: true })),
        gives('b', '[resume.error.message, resumes[0], approvers]'),
      ]),
      refuse,
    )
    expect(result).toEqual(['Disapproved by ada', { why: 'no' }, ['ada']])
    expect(modules[0]).toMatchObject({ approvers: [{ resume_id: 1, approver: 'ada' }] })
  })
})

describe('who may answer', () => {
  it('stands in the status while the flow waits', async () => {
    const who = {
      user_auth_required: true,
      user_groups_required: js('[flow_input.team ?? "ops"]'),
      self_approval_disabled: true,
    }
    const { root, driver, job } = await untilWaiting(flow([gives('a', '1', approval(who)), gives('b', '2')]))
    expect(root.status!.approval_conditions).toEqual({
      user_auth_required: true,
      user_groups_required: ['ops'],
      self_approval_disabled: true,
    })
    driver.tell(root, { type: 'resumed', job, ...answer(1) })
    expect(root.status!.approval_conditions).toBeUndefined()
  })

  it('has to be a list of groups', async () => {
    const who = { user_auth_required: true, user_groups_required: fixed('ops') }
    const { result } = await play(flow([gives('a', '1', approval(who)), gives('b', '2')]))
    expect(result).toMatchObject({
      error: { name: 'InternalError', message: expect.stringContaining('expected a sequence') },
    })
  })
})
