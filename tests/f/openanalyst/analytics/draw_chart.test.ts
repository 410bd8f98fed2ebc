import { expect, test } from 'vitest'
import { type ChartLine, drawChart } from '../../../../f/openanalyst/analytics/report/draw_chart.ts'

const chart = (...lines: ChartLine[]) => drawChart({ id: 'c', title: 'Numbers', panels: [{ title: 'visits', lines }] })
const line = (...values: number[]): ChartLine => ({
  label: 'f/a',
  points: values.map((value, index) => ({ period: `2026-11-${String(index + 1).padStart(2, '0')}`, value })),
})
const texts = (svg: string, anchor: string) =>
  [...svg.matchAll(new RegExp(`text-anchor="${anchor}"[^>]*>([^<]+)`, 'g'))].map((match) => match[1])

test('a scale has round steps from zero to above the greatest value', () => {
  expect(texts(chart(line(3, 47)), 'end')).toEqual(['0', '20', '40', '60'])
  expect(texts(chart(line(0.2, 0.91)), 'end')).toEqual(['0', '0.25', '0.5', '0.75', '1'])
})

test('a scale goes below zero when values do', () => {
  expect(texts(chart(line(-30, 40)), 'end')).toEqual(['-40', '-20', '0', '20', '40'])
})

test('zeros alone are drawn', () => {
  const svg = chart(line(0, 0))
  expect(texts(svg, 'end')[0]).toBe('0')
  expect(svg).not.toMatch(/NaN|Infinity/)
})

test('one point is drawn in the middle, and told as one', () => {
  const svg = chart(line(5))
  expect(svg).toContain('<circle cx="300"')
  expect(svg).toContain('visits, f/a: 5 on 2026-11-01.')
})

test('names of periods leave each other room, the first and the last are there', () => {
  const names = texts(chart(line(...Array.from({ length: 30 }, (_, day) => day))), 'middle')
  expect(names).toEqual(['2026-11-01', '2026-11-07', '2026-11-13', '2026-11-19', '2026-11-30'])
})

test('a long name in the legend keeps its end', () => {
  expect(chart({ ...line(1, 2), label: 'f/a_long_folder_name/social_api' })).toContain('>…lder_name/social_api</text>')
})
