import { expect, test } from 'vitest'
import { eventLine } from '../../../scripts/start/event-line.ts'

const at = new Date(2026, 0, 31, 8, 5, 9).getTime()
const event = (type: string, payload: unknown) => ({ type, payload, timestamp: at })

test('an event is a line with the time of the reader’s own clock', () => {
  expect(eventLine(event('TASK_PROGRESS', { message: 'Deployed the script u/ada/hello' }))).toBe(
    '08:05:09  task progress      Deployed the script u/ada/hello',
  )
  expect(eventLine(event('TASK_STARTED', { status: 'started' }))).toBe('08:05:09  task started       started')
})

test('what has several lines, or goes on for long, is one line that says that there is more', () => {
  expect(eventLine(event('TASK_COMPLETED', { message: 'one\n\n  two\t three ' }))).toMatch(/one two three$/)
  expect(eventLine(event('TASK_STARTED', { message: '👋'.repeat(201) }))).toMatch(/started {7}(👋){199}…$/u)
})

test('an event that says nothing to a person is no line', () => {
  expect(eventLine(event('TASK_PROGRESS', { percent: 10 }))).toBeUndefined()
  expect(eventLine(event('PING', null))).toBeUndefined()
})
