import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { dataTable, getTask, listEvents, startTask } from '../../../f/lib/store/index.ts'
import { main as askPerson } from '../../../f/openanalyst/approvals/ask_person.ts'
import { main as readDecision } from '../../../f/openanalyst/approvals/read_decision.ts'
import { main as errorHandler } from '../../../f/openanalyst/core/error_handler.ts'
import { main as logActivity } from '../../../f/openanalyst/core/log_activity.ts'
import { main as sendWsMessage } from '../../../f/openanalyst/core/send_ws_message.ts'
import { type Hub, startHub } from '../../../services/hub/src/index.ts'
import type { DataTable } from '../../../services/windmill/src/datatable/index.ts'
import { startDataTable } from '../../helpers/data-table.ts'
import { openWindmillDoor, type WindmillDoor } from '../../helpers/windmill-door.ts'

let table: DataTable
let door: WindmillDoor
let hub: Hub

beforeAll(async () => {
  table = await startDataTable()
  door = await openWindmillDoor(table)
  hub = await startHub({ publishToken: 'publish-token-of-tests', sessionSecret: 'session-secret-of-tests' })
  door.variables.set('f/openanalyst/hub_publish_token', 'publish-token-of-tests')
})
afterAll(async () => {
  await hub?.stop()
  await door?.stop()
  await table?.stop()
})
beforeEach(() => {
  door.variables.set('f/openanalyst/ws_endpoint', hub.url)
  Object.assign(process.env, {
    WM_JOB_ID: 'job-1',
    WM_FLOW_JOB_ID: 'flow-1',
    WM_FLOW_STEP_ID: 'a',
    WM_PERMISSIONED_AS: 'u/ada',
  })
})

const task = { id: '', user_id: 'ada', session_id: 's1', task: 'Say hello', at: '2026-11-21T10:00:00Z' }

describe('send_ws_message', () => {
  test('hands a message to the hub, once for each place in a flow', async () => {
    const first = await sendWsMessage('TASK_PROGRESS', { status: 'processing' }, 'ada', 'plain')
    const again = await sendWsMessage('TASK_PROGRESS', { status: 'processing' }, 'ada', 'plain')
    process.env.WM_FLOW_STEP_ID = 'b'
    const next = await sendWsMessage('TASK_PROGRESS', { status: 'processing' }, 'ada', 'plain')
    expect([first, again, next]).toEqual([
      { success: true, seq: 1 },
      { success: true, seq: 1 },
      { success: true, seq: 2 },
    ])
  })

  test('with a run is an event of that run', async () => {
    const sent = await sendWsMessage('TASK_PROGRESS', { status: 'processing', n: 1 }, 'ada', 's1', 'run-1')
    expect(sent).toEqual({ success: true, seq: 1 })
    expect(await listEvents(dataTable(), 'run-1')).toMatchObject([
      { type: 'TASK_PROGRESS', message: 'processing', data: { status: 'processing', n: 1 } },
    ])
  })

  test('tells that the hub is down, and does not throw', async () => {
    door.variables.set('f/openanalyst/ws_endpoint', 'http://127.0.0.1:9')
    const sent = await sendWsMessage('TASK_PROGRESS', {}, 'ada', 'down')
    expect(sent).toMatchObject({ success: false, error: { code: 'HTTP_UNREACHABLE' } })
  })

  test('tells which variable is missing', async () => {
    door.variables.delete('f/openanalyst/ws_endpoint')
    const sent = await sendWsMessage('TASK_PROGRESS', {}, 'ada', 'down')
    expect(sent).toMatchObject({
      error: { code: 'HUB_NOT_CONFIGURED', message: expect.stringContaining('f/openanalyst/ws_endpoint') },
    })
  })
})

describe('log_activity', () => {
  test('notes an action of a task once, whatever job it runs in', async () => {
    const first = await logActivity('task_started', 'ada', 's1', 'task-1', { n: 1 })
    process.env.WM_FLOW_JOB_ID = 'flow-2'
    const again = await logActivity('task_started', 'ada', 's1', 'task-1', { n: 2 })
    const other = await logActivity('task_ended', 'ada', 's1', 'task-1')
    expect([first.added, again.added, other.added]).toEqual([true, false, true])
    expect(await table.query("SELECT details FROM activity_log WHERE action = 'task_started'")).toEqual([
      { details: { n: 1 } },
    ])
  })

  test('needs nothing but the action', async () => {
    expect(await logActivity('looked')).toMatchObject({ added: true })
  })
})

describe('error_handler', () => {
  const thrown = {
    name: 'CodedError',
    message: 'Ollama has no model x. Run `ollama pull x`.',
    extra: { code: 'LLM_MODEL_NOT_FOUND', details: { model: 'x' } },
    step_id: 'route_task',
  }

  test('makes the record of an error, ends the task with it and reports it', async () => {
    const sql = dataTable()
    await startTask(sql, { ...task, id: 'failing' })
    const record = await errorHandler(thrown, 'failing', 'ada', 's1')
    expect(record).toEqual({
      status: 'failed',
      error: {
        ...{ code: 'LLM_MODEL_NOT_FOUND', message: thrown.message },
        details: { model: 'x', step_id: 'route_task' },
      },
    })
    expect(await getTask(sql, 'failing')).toMatchObject({ status: 'failed', error: record.error })
    expect(await listEvents(sql, 'failing')).toMatchObject([
      { type: 'TASK_FAILED', level: 'error', message: thrown.message, data: { status: 'failed', error: record.error } },
    ])
  })

  test('reports nothing twice', async () => {
    const sql = dataTable()
    await startTask(sql, { ...task, id: 'twice' })
    await errorHandler(thrown, 'twice', 'ada', 's1')
    await errorHandler({ message: 'later' }, 'twice', 'ada', 's1')
    expect(await listEvents(sql, 'twice')).toHaveLength(1)
    expect(await getTask(sql, 'twice')).toMatchObject({ error: { code: 'LLM_MODEL_NOT_FOUND' } })
  })

  test('has a code for errors that have none', async () => {
    expect((await errorHandler({ message: 'boom' }, 'plain')).error).toEqual({
      ...{ code: 'INTERNAL', message: 'boom', details: {} },
    })
  })
})

describe('asking a person', () => {
  const run = { run_id: 'asked', user_id: 'ada', session_id: 's1' }
  const items = [{ name: 'hello', language: 'bun', code: 'x' }]

  test('shows the code and the flow that waits, and the task waits', async () => {
    const sql = dataTable()
    await startTask(sql, { ...task, id: 'asked' })
    expect(await askPerson(run, 'turn/1', items)).toMatchObject({
      job_id: 'flow-1',
      description: { render_all: [{ markdown: expect.stringContaining('waits for your yes: hello') }, 'x'] },
    })
    expect(await getTask(sql, 'asked')).toMatchObject({ status: 'waiting_approval' })
    expect(await listEvents(sql, 'asked')).toMatchObject([
      { data: { status: 'waiting_approval', approval: { job_id: 'flow-1', items } } },
    ])
  })

  test.each([
    ['a yes', { note: 'fine' }, ['ada'], { approved: true, approver: 'ada', reason: 'ada agreed to the code' }],
    [
      'a no',
      { error: { name: 'SuspendedDisapproved', message: 'Disapproved by bob' } },
      [],
      { approved: false, approver: null, reason: 'The code was refused: Disapproved by bob' },
    ],
    [
      'no answer in time',
      { error: { name: 'SuspendedTimedOut', message: 'Timed out' } },
      null,
      { approved: false, approver: null, reason: 'Nobody agreed to the code in time' },
    ],
  ])('%s is read, and the task runs on', async (_, resume, approvers, decision) => {
    const sql = dataTable()
    const id = `decided ${decision.reason}`
    await startTask(sql, { ...task, id })
    await askPerson({ ...run, run_id: id }, 'turn/1', items)
    expect(await readDecision({ ...run, run_id: id }, 'turn/1', resume, approvers)).toEqual(decision)
    expect(await getTask(sql, id)).toMatchObject({ status: 'running' })
    expect((await listEvents(sql, id)).at(-1)).toMatchObject({ message: decision.reason, data: { decision } })
  })
})
