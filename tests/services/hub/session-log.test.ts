import { expect, test } from 'vitest'
import { DEFAULT_LIMITS } from '../../../services/hub/src/limits.ts'
import { SessionLog } from '../../../services/hub/src/session-log.ts'

function makeLog(limits: Partial<typeof DEFAULT_LIMITS> = {}): SessionLog {
  return new SessionLog('e1', { ...DEFAULT_LIMITS, ...limits })
}

function append(log: SessionLog, payload: unknown, id?: string): number {
  return log.append({ type: 'T', userId: 'u', sessionId: 's', payload, timestamp: 0, ...(id ? { id } : {}) }).seq
}

/** What a reader gets, in short: numbers of events, and gaps as `gap N`. */
function replay(log: SessionLog, since: number, epoch?: string): unknown[] {
  return log.replay(since, epoch).map((text) => {
    const message = JSON.parse(text)
    return message.type === 'REPLAY_GAP' ? `gap ${message.from}` : message.seq
  })
}

test('events are numbered from 1 and replayed after the number given', () => {
  const log = makeLog()
  expect(['a', 'b', 'c'].map((payload) => append(log, payload))).toEqual([1, 2, 3])
  expect(replay(log, 0)).toEqual([1, 2, 3])
  expect(replay(log, 2)).toEqual([3])
  expect(replay(log, 3)).toEqual([])
})

test('a reader is told when the buffer no longer reaches back to it, and only then', () => {
  const log = makeLog({ sessionEvents: 3 })
  for (let i = 0; i < 5; i += 1) append(log, i)
  expect(replay(log, 0)).toEqual(['gap 3', 3, 4, 5])
  expect(replay(log, 1)).toEqual(['gap 3', 3, 4, 5])
  expect(replay(log, 2)).toEqual([3, 4, 5])
})

test('the buffer is bounded in bytes', () => {
  const log = makeLog({ sessionBytes: 1_000 })
  for (let i = 0; i < 10; i += 1) append(log, 'x'.repeat(300))
  expect(log.bytes).toBeLessThanOrEqual(1_000)
  expect(replay(log, 0)).toEqual(['gap 9', 9, 10])
})

test('a number from the future or from another epoch means that the numbering began anew', () => {
  const log = makeLog()
  append(log, 'a')
  append(log, 'b')
  expect(replay(log, 7)).toEqual(['gap 1', 1, 2])
  expect(replay(log, 1, 'e0')).toEqual(['gap 1', 1, 2])
  expect(replay(log, 1, 'e1')).toEqual([2])
  expect(replay(log, 0, 'e0')).toEqual([1, 2])
  expect(replay(makeLog(), 7)).toEqual(['gap 1'])
})

test('an id is numbered once, as long as it is remembered', () => {
  const log = makeLog({ sessionIds: 2 })
  expect(append(log, 'a', 'one')).toBe(1)
  expect(append(log, 'a', 'one')).toBe(1)
  expect(append(log, 'b', 'two')).toBe(2)
  expect(append(log, 'c', 'three')).toBe(3)
  expect(append(log, 'b', 'two')).toBe(2)
  expect(append(log, 'a', 'one')).toBe(4)
})
