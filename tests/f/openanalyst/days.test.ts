import { describe, expect, test } from 'vitest'
import { addDays, dayOf, readDays, startOfDay } from '../../../f/openanalyst/days.ts'

const NOW = Date.parse('2026-11-21T23:30:00Z')
const given = (days: Partial<Parameters<typeof readDays>[0]>) => ({
  from_day: null,
  to_day: null,
  timezone: null,
  ...days,
})

describe('days of a report', () => {
  test('are the week up to today, unless they are given', () => {
    expect(readDays(given({}), NOW)).toEqual({
      ...{ from_day: '2026-11-15', to_day: '2026-11-21', timezone: 'UTC' },
      ...{ from: '2026-11-15T00:00:00.000Z', to: '2026-11-22T00:00:00.000Z' },
    })
  })

  test('are those of the time zone', () => {
    expect(readDays(given({ timezone: 'Europe/Prague' }), NOW)).toMatchObject({
      ...{ from_day: '2026-11-16', to_day: '2026-11-22', to: '2026-11-22T23:00:00.000Z' },
    })
  })

  test.each([
    [{ from_day: '2026-11-31' }, 'from_day must be a day'],
    [{ to_day: 'yesterday' }, 'to_day must be a day'],
    [{ from_day: '2026-11-02', to_day: '2026-11-01' }, 'comes after'],
    [{ from_day: '1900-01-01' }, 'more than 3660 days'],
    [{ timezone: 'Mars/Olympus' }, 'timezone must be one such as'],
  ])('%o is refused', (days, words) => {
    expect(() => readDays(given(days), NOW)).toThrow(words)
  })
})

describe('a day', () => {
  test.each([
    ['2026-03-29', 'Europe/Prague', '2026-03-28T23:00:00.000Z'],
    ['2026-03-30', 'Europe/Prague', '2026-03-29T22:00:00.000Z'],
    ['2026-10-26', 'Europe/Prague', '2026-10-25T23:00:00.000Z'],
    ['2026-11-21', 'Pacific/Kiritimati', '2026-11-20T10:00:00.000Z'],
    ['2026-11-21', 'Pacific/Pago_Pago', '2026-11-21T11:00:00.000Z'],
  ])('%s in %s begins at %s', (day, timezone, start) => {
    expect(startOfDay(day, timezone)).toBe(start)
  })

  test('begins at one where the clocks skip midnight', () => {
    expect(startOfDay('2018-11-04', 'America/Sao_Paulo')).toBe('2018-11-04T03:00:00.000Z')
    expect(dayOf(Date.parse('2018-11-04T02:59:59Z'), 'America/Sao_Paulo')).toBe('2018-11-03')
  })

  test('has days before and after it, over the ends of months', () => {
    expect([addDays('2026-11-30', 1), addDays('2026-03-01', -1)]).toEqual(['2026-12-01', '2026-02-28'])
  })
})
