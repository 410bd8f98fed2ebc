import { expect, test } from 'vitest'
import type { Connection } from '../../../services/hub/src/connection.ts'
import { DEFAULT_LIMITS } from '../../../services/hub/src/limits.ts'
import { Sessions } from '../../../services/hub/src/sessions.ts'
import { FakeSystem } from './kit.ts'

function make(limits: Partial<typeof DEFAULT_LIMITS>) {
  const system = new FakeSystem()
  const sessions = new Sessions({ ...DEFAULT_LIMITS, ...limits }, system)
  const publish = (sessionId: string, payload: unknown = null) => {
    const session = sessions.open('u', sessionId)
    return sessions.append(session, { type: 'T', userId: 'u', sessionId, payload, timestamp: 0 }).seq
  }
  return { system, sessions, publish }
}

const reader = {} as Connection

test('two users with the same session id have two sessions', () => {
  const { sessions } = make({})
  expect(sessions.open('ada', 's')).not.toBe(sessions.open('bob', 's'))
  expect(sessions.open('ada', 's')).toBe(sessions.open('ada', 's'))
})

test('over the limit the session unused longest is forgotten, but never one with a reader', () => {
  const { sessions, publish } = make({ sessions: 2 })
  publish('a')
  sessions.open('u', 'a').readers.add(reader)
  publish('b')
  publish('c')
  expect(sessions.size).toBe(2)
  expect(publish('a')).toBe(2)
  expect(publish('b')).toBe(1)
})

test('an idle session is forgotten after its time, one with a reader is not', () => {
  const { system, sessions, publish } = make({ sessionIdleMs: 1_000 })
  publish('idle')
  publish('read')
  sessions.open('u', 'read').readers.add(reader)
  system.advance(999)
  sessions.forgetIdle()
  expect(sessions.size).toBe(2)
  system.advance(1)
  sessions.forgetIdle()
  expect(sessions.size).toBe(1)
  expect(publish('read')).toBe(2)
})

test('all sessions together stay under totalBytes: others are forgotten first, then the own past', () => {
  const { sessions, publish } = make({ totalBytes: 1_000 })
  publish('a', 'x'.repeat(300))
  publish('b', 'x'.repeat(300))
  publish('b', 'x'.repeat(300))
  expect(sessions.size).toBe(1)
  publish('b', 'x'.repeat(300))
  expect(sessions.open('u', 'b').log.bytes).toBeLessThanOrEqual(1_000)
  expect(JSON.parse(sessions.open('u', 'b').log.replay(0)[0]!)).toMatchObject({ type: 'REPLAY_GAP', from: 2 })
})
