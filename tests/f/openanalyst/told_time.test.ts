import { expect, test } from 'vitest'
import { toldTime, withTime } from '../../../f/openanalyst/told_time.ts'

const NOW = Date.parse('2026-11-21T23:22:00Z')

test.each([
  ['UTC', 'It is Saturday 2026-11-21, 23:22 in UTC (2026-11-21T23:22:00+00:00).'],
  ['Europe/Prague', 'It is Sunday 2026-11-22, 00:22 in Europe/Prague (2026-11-22T00:22:00+01:00).'],
  ['America/St_Johns', 'It is Saturday 2026-11-21, 19:52 in America/St_Johns (2026-11-21T19:52:00-03:30).'],
])('the time is told as it is in %s', (timezone, told) => {
  expect(toldTime(NOW, timezone)).toBe(told)
  expect(withTime('Report of today', NOW, timezone)).toBe(`Report of today\n\n(${told})`)
})
