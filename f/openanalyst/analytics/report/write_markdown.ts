import type { AggregatedData, Series, Totals } from '../series.ts'
import { growthText, numberText } from './number_text.ts'

/** What a report is written from. */
export interface ReportContent {
  title: string
  data: AggregatedData
  /** What the chart shows, in words. */
  chart: string
  /** What the reader has to know, such as what could not be fetched. */
  notes: string[]
}

/** A report as Markdown: in short, then a table for each metric. The chart is `chart.svg`. */
export function writeMarkdown({ title, data, chart, notes }: ReportContent): string {
  const { from_day, to_day, by, timezone, series } = data
  const all = series.filter(({ source }) => source === null)
  const parts = [
    `# ${plain(title)}`,
    `${from_day} to ${to_day}, by ${by}, in ${plain(timezone)}.`,
    `![${plain(chart)}](chart.svg)`,
    ...(all.length > 0 ? ['## In short', all.map(inShort).join('\n')] : ['There are no numbers for this time.']),
    ...(notes.length > 0 ? ['## To know', notes.map((note) => `- ${plain(note)}`).join('\n')] : []),
    ...all.flatMap((one) =>
      metricPart(
        one,
        series.filter(({ metric, source }) => metric === one.metric && source),
        by,
      ),
    ),
  ]
  return `${parts.join('\n\n')}\n`
}

function inShort({ metric, periods, total }: Series): string {
  const [first, last] = [periods[0]!, periods.at(-1)!]
  const course = periods.length > 1 ? `, from ${numberText(first.sum)} to ${numberText(last.sum)}` : ''
  const growth = total.growth === null ? '' : ` (${growthText(total.growth)})`
  return `- **${plain(metric)}**: ${numberText(total.sum)} in all${course}${growth}`
}

function metricPart({ metric, periods, total }: Series, sources: Series[], by: AggregatedData['by']): string[] {
  const times = periods.map((period) => row(period.period, period))
  const parts = [`## ${plain(metric)}`, table(by === 'day' ? 'Day' : 'Week of', [...times, row('**All**', total)])]
  if (sources.length < 2) return parts
  return [
    ...parts,
    table(
      'Source',
      sources.map((one) => row(plain(one.source ?? ''), one.total)),
    ),
  ]
}

function table(first: string, rows: string[]): string {
  return [`| ${first} | Sum | Average | Least | Most | Change |`, '|---|---:|---:|---:|---:|---:|', ...rows].join('\n')
}

function row(name: string, { sum, avg, min, max, growth }: Totals): string {
  return `| ${[name, ...[sum, avg, min, max].map(numberText), growthText(growth)].join(' | ')} |`
}

/** Text that means nothing in Markdown but itself. */
const plain = (text: string) => text.replace(/\s+/g, ' ').replace(/[\\`*_[\]<>|#]/g, '\\$&')
