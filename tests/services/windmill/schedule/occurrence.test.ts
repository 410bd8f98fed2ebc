import { describe, expect, test } from 'vitest'
import { checkTiming, nextOccurrences } from '../../../../services/windmill/src/schedule/index.ts'

const times = (schedule: string, after: string, count: number, timezone = 'Europe/Prague') =>
  nextOccurrences({ schedule, timezone }, Date.parse(after), count).map((time) => new Date(time).toISOString())

describe('the times of a schedule', () => {
  test('are read in its time zone', () => {
    expect(times('0 0 2 * * *', '2026-11-21T08:00:00Z', 2)).toEqual([
      '2026-11-22T01:00:00.000Z',
      '2026-11-23T01:00:00.000Z',
    ])
    expect(times('0 0 2 * * *', '2026-07-21T08:00:00Z', 1)).toEqual(['2026-07-22T00:00:00.000Z'])
  })

  test('have seconds', () => {
    expect(times('*/20 * * * * *', '2026-11-21T08:00:05Z', 3, 'UTC')).toEqual([
      '2026-11-21T08:00:20.000Z',
      '2026-11-21T08:00:40.000Z',
      '2026-11-21T08:01:00.000Z',
    ])
  })

  test('in an hour that daylight saving skips come at its end, on that day too', () => {
    expect(times('0 30 2 * * *', '2026-03-28T08:00:00Z', 2)).toEqual([
      '2026-03-29T01:00:00.000Z',
      '2026-03-30T00:30:00.000Z',
    ])
  })

  test('in an hour that comes twice come once', () => {
    expect(times('0 30 2 * * *', '2026-10-24T08:00:00Z', 2)).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-26T01:30:00.000Z',
    ])
  })

  test('every half an hour go on through the hour that comes twice', () => {
    expect(times('0 */30 * * * *', '2026-10-24T23:50:00Z', 5)).toEqual([
      '2026-10-25T00:00:00.000Z',
      '2026-10-25T00:30:00.000Z',
      '2026-10-25T01:00:00.000Z',
      '2026-10-25T01:30:00.000Z',
      '2026-10-25T02:00:00.000Z',
    ])
  })

  test('are none for a day that never comes', () => {
    expect(times('0 0 0 31 2 *', '2026-01-01T00:00:00Z', 3)).toEqual([])
  })
})

describe('the times of a schedule of cron version v1', () => {
  const old = (schedule: string, count: number) =>
    nextOccurrences({ schedule, timezone: 'UTC', cron_version: 'v1' }, Date.parse('2026-11-21T08:00:00Z'), count).map(
      (time) => new Date(time).toISOString().slice(0, 10),
    )

  test('count the days of the week from Sunday, which is 1', () => {
    expect(old('0 0 9 ? * 1', 1)).toEqual(['2026-11-22'])
    expect(old('0 0 9 * * 2-6', 2)).toEqual(['2026-11-23', '2026-11-24'])
    expect(old('0 0 9 * * Mon,7', 2)).toEqual(['2026-11-21', '2026-11-23'])
  })

  test('have to fit the day of the month and that of the week', () => {
    expect(old('0 0 9 1 * Tue', 2)).toEqual(['2026-12-01', '2027-06-01'])
  })

  test('may name a year', () => {
    expect(old('0 0 9 1 1 * 2030', 2)).toEqual(['2030-01-01'])
  })

  test('have no day 0', () => {
    const timing = { schedule: '0 0 9 * * 0', timezone: 'UTC', cron_version: 'v1' }
    expect(() => checkTiming(timing)).toThrow('Invalid cron expression "0 0 9 * * 0"')
  })
})

describe('a schedule is refused', () => {
  test.for([
    ['0 6 * * *', 'UTC', 'Did you mean "0 0 6 * * *"?'],
    ['0 0 99 * * *', 'UTC', 'Invalid cron expression "0 0 99 * * *"'],
    ['every day at six o clock', 'UTC', 'Invalid cron expression'],
    ['0 0 6 * * *', 'Mars/Olympus', 'Invalid time zone "Mars/Olympus"'],
  ])('%s in %s', ([schedule, timezone, words]) => {
    expect(() => checkTiming({ schedule: schedule!, timezone: timezone! })).toThrow(words)
  })
})
