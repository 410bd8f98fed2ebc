import { describe, expect, test, vi } from 'vitest'
import { CodedError } from '../../../f/lib/errors.ts'
import { createReporter, type Run } from '../../../f/lib/events.ts'
import type { Hub, HubMessage } from '../../../f/lib/hub.ts'
import { dataTable, listEvents, type RunEvent } from '../../../f/lib/store/index.ts'
import { useDataTable } from '../../helpers/use-data-table.ts'

useDataTable()

const clock = { now: () => Date.UTC(2026, 10, 21), sleep: async () => {} }
const runOf = (run_id: string): Run => ({ run_id, user_id: 'ada', session_id: 's1' })
const progress = (key: string, data = {}) => ({ key, type: 'TASK_PROGRESS', message: `did ${key}`, data })

/** A hub that keeps what it is handed; `requests` has what came at once. */
function recordingHub(): Hub & { messages: HubMessage[]; requests: HubMessage[][] } {
  const messages: HubMessage[] = []
  const requests: HubMessage[][] = []
  return {
    messages,
    requests,
    publish: async (message) => ({ seq: messages.push(message), delivered: 1 }),
    async publishAll(all) {
      requests.push(all)
      return all.map((message) => ({ seq: messages.push(message), delivered: 1 }))
    },
  }
}

describe('reporting events', () => {
  test('numbers them from 1 in their run, in the order in which they are reported', async () => {
    const sql = dataTable()
    const report = createReporter({ sql, hub: recordingHub(), clock }, runOf('numbered'))
    const other = createReporter({ sql, hub: recordingHub(), clock }, runOf('another'))
    await report(progress('a'), progress('b'))
    await other(progress('a'))
    await report(progress('c'))
    const stored = await listEvents(sql, 'numbered')
    expect(stored.map(({ seq, message }) => [seq, message])).toEqual([
      [1, 'did a'],
      [2, 'did b'],
      [3, 'did c'],
    ])
    expect(await listEvents(sql, 'numbered', 2)).toHaveLength(1)
  })

  test('adds an event once however often it is reported, and answers it with its number', async () => {
    const sql = dataTable()
    const report = createReporter({ sql, hub: recordingHub(), clock }, runOf('repeated'))
    await report(progress('a'), progress('b'))
    const again = await report(progress('b'), progress('c'))
    expect(again.map(({ seq }) => seq)).toEqual([2, 3])
    expect((await listEvents(sql, 'repeated')).map(({ seq }) => seq)).toEqual([1, 2, 3])
  })

  test('leaves no gap and no double when writers meet', async () => {
    const sql = dataTable()
    const writers = Array.from({ length: 8 }, () =>
      createReporter({ sql, hub: recordingHub(), clock }, runOf('crowded')),
    )
    await Promise.all(writers.map((report, n) => report(progress(`own ${n}`), progress('shared'))))
    const seqs = (await listEvents(sql, 'crowded')).map(({ seq }) => seq)
    expect(seqs).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  test('pushes each to the hub as a message of its type, with an id that a retry repeats', async () => {
    const hub = recordingHub()
    const report = createReporter({ sql: dataTable(), hub, clock }, runOf('pushed'))
    const [event] = await report({ key: 'a', type: 'TASK_STARTED', message: 'started', step: 'route', data: { n: 1 } })
    expect(event).toEqual({
      seq: 1,
      run_id: 'pushed',
      type: 'TASK_STARTED',
      step: 'route',
      at: expect.stringMatching(/^2026-11-21T00:00:00/),
      level: 'info',
      message: 'started',
      data: { n: 1 },
    })
    expect(hub.messages).toEqual([
      {
        type: 'TASK_STARTED',
        user_id: 'ada',
        session_id: 's1',
        payload: event,
        timestamp: Date.UTC(2026, 10, 21),
        id: 'pushed/1',
      },
    ])
  })

  test('hands all that is reported at once to the hub at once, and asks it for nothing when there is nothing', async () => {
    const hub = recordingHub()
    const report = createReporter({ sql: dataTable(), hub, clock }, runOf('together'))
    await report(progress('a'), progress('b'), progress('c'))
    await report()
    expect(hub.requests.map((messages) => messages.map(({ id }) => id))).toEqual([
      ['together/1', 'together/2', 'together/3'],
    ])
  })

  test('keeps an event that is too large for the hub in the table, and says so to the hub', async () => {
    const sql = dataTable()
    const hub = recordingHub()
    const report = createReporter({ sql, hub, clock }, runOf('large'))
    await report(progress('a', { text: 'x'.repeat(200_000) }), progress('b', { text: '語'.repeat(90_000) }))
    expect(hub.messages.map(({ payload }) => (payload as RunEvent).data)).toEqual([
      { omitted: true, size: expect.any(Number) },
      { omitted: true, size: expect.any(Number) },
    ])
    expect((await listEvents(sql, 'large'))[0]!.data.text).toHaveLength(200_000)
  })

  test('goes on when the hub is down: the table has the event, the log says what was not pushed', async () => {
    const sql = dataTable()
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const refuse = async () => {
      throw new CodedError('HTTP_UNREACHABLE', 'Cannot reach the hub (ECONNREFUSED).')
    }
    const report = createReporter({ sql, hub: { publish: refuse, publishAll: refuse }, clock }, runOf('unheard'))
    await report(progress('a'), progress('b'))
    expect(await listEvents(sql, 'unheard')).toHaveLength(2)
    expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringMatching(/unheard .*\(1, 2\).*ECONNREFUSED/))
    warn.mockRestore()
  })
})
