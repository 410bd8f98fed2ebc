import { describe, expect, test } from 'vitest'
import { addActivity, dataTable, endTask, getTask, moveTask, startTask } from '../../../f/lib/store/index.ts'
import { startDataTable } from '../../helpers/data-table.ts'
import { useDataTable } from '../../helpers/use-data-table.ts'

const data = useDataTable()

const at = '2026-11-21T10:00:00.000Z'
const newTask = (id: string) => ({ id, user_id: 'ada', session_id: 's1', task: 'Say hello', at })

describe('tasks', () => {
  test('a task that is started again stays as it is', async () => {
    const sql = dataTable()
    await startTask(sql, newTask('t1'))
    await endTask(sql, 't1', { status: 'completed', answer: 'Hello', error: null, at })
    await startTask(sql, newTask('t1'))
    expect(await getTask(sql, 't1')).toMatchObject({ status: 'completed', answer: 'Hello', error: null })
  })

  test('an ended task does not end again', async () => {
    const sql = dataTable()
    await startTask(sql, newTask('t2'))
    const error = { code: 'LLM_BUSY', message: 'busy', details: { status: 503 } }
    expect(await endTask(sql, 't2', { status: 'failed', answer: null, error, at })).toBe(true)
    expect(await endTask(sql, 't2', { status: 'completed', answer: 'late', error: null, at })).toBe(false)
    expect(await getTask(sql, 't2')).toMatchObject({ status: 'failed', answer: null, error })
  })

  test('a task moves only from the state that is named', async () => {
    const sql = dataTable()
    await startTask(sql, newTask('t3'))
    expect(await moveTask(sql, 't3', 'waiting_approval', 'running')).toBe(false)
    expect(await moveTask(sql, 't3', 'running', 'waiting_approval')).toBe(true)
    expect(await getTask(sql, 't3')).toMatchObject({ status: 'waiting_approval', ended_at: null })
  })

  test('a task that is not there is null', async () => {
    expect(await getTask(dataTable(), 'nowhere')).toBeNull()
  })
})

test('an activity is added once', async () => {
  const sql = dataTable()
  const activity = {
    id: 'a1',
    action: 'task_started',
    user_id: 'ada',
    session_id: null,
    task_id: null,
    details: {},
    at,
  }
  expect(await addActivity(sql, activity)).toBe(true)
  expect(await addActivity(sql, activity)).toBe(false)
  expect(await data.table.query('SELECT action, user_id FROM activity_log')).toEqual([
    { action: 'task_started', user_id: 'ada' },
  ])
})

describe('what PostgreSQL cannot keep', () => {
  const kept = async (id: string, details: unknown) => {
    const activity = { id, action: 'said', user_id: 'ada', session_id: null, task_id: null, details: {}, at }
    await addActivity(dataTable(), { ...activity, details: details as object })
    const [row] = await data.table.query(`SELECT details FROM activity_log WHERE id = '${id}'`)
    return (row as { details: unknown }).details
  }
  const half = '😀'.slice(0, 1)

  test('is left out of values, or replaced, and the statement holds', async () => {
    expect(await kept('nul', { text: 'a\u0000b' })).toEqual({ text: 'ab' })
    expect(await kept('half', { text: `a${half}`, [half]: [half, half] })).toEqual({
      text: 'a\ufffd',
      '\ufffd': ['\ufffd', '\ufffd'],
    })
  })

  test('is left out of texts, which may be JSON', async () => {
    const [text, json] = [`a\u0000${half}b`, JSON.stringify({ text: `a\u0000${half}` })]
    const row = await dataTable()<{ text: string; json: unknown }>`
      SELECT ${text} AS text, ${json}::text::jsonb AS json`.fetchOne()
    expect(row).toEqual({ text: 'a\ufffdb', json: { text: 'a\ufffd' } })
    const answer = await dataTable()<{
      json: string
    }>`SELECT ${JSON.stringify(`x${half}`)}::text::jsonb AS json`.fetchOne()
    expect(answer).toEqual({ json: 'x\ufffd' })
  })

  test('is nothing else: whole characters, and texts that look like escapes, stay as they are', async () => {
    const details = { emoji: '😀𝄞', code: '\\u0000 and \\ud800', path: 'C:\\\\ud800' }
    expect(await kept('whole', details)).toEqual(details)
    const row = await dataTable()<{ text: string }>`SELECT ${'\\ud800 is half of \\ud83d\\ude00'} AS text`.fetchOne()
    expect(row!.text).toBe('\\ud800 is half of \\ud83d\\ude00')
  })
})

test('the migrations can be taken back', async () => {
  const fresh = await startDataTable()
  try {
    const known = await fresh.migrations.list()
    const undone = await fresh.migrations.rollback(known.length)
    expect(undone).toHaveLength(known.length)
    const [left] = await fresh.query("SELECT count(*) AS n FROM pg_tables WHERE tablename IN ('events', 'tasks')")
    expect(left).toEqual({ n: 0 })
  } finally {
    await fresh.stop()
  }
})
