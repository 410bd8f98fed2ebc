import type { AggregatedData, Series } from '../series.ts'
import { type Chart, describeChart, drawChart } from './draw_chart.ts'
import { writeMarkdown } from './write_markdown.ts'

/** What the chart shows of each day or week. */
export type Measure = 'sum' | 'avg'

export interface ComposedReport {
  /** Shows the chart as `chart.svg`. */
  markdown: string
  /** SVG. */
  chart: string
}

/** A report of numbers: Markdown, and a chart with a panel for each metric and a line for each source. */
export function composeReport(
  { id, title, notes, measure }: { id: string; title: string; notes: string[]; measure: Measure },
  data: AggregatedData,
): ComposedReport {
  const { from_day, to_day, series } = data
  const chart: Chart = {
    ...{ id: `chart-${id}`, title: `${title}, ${from_day} to ${to_day}` },
    panels: panelsOf(series, measure),
  }
  return { markdown: writeMarkdown({ title, data, chart: describeChart(chart), notes }), chart: drawChart(chart) }
}

function panelsOf(series: Series[], measure: Measure): Chart['panels'] {
  return [...new Set(series.map(({ metric }) => metric))].map((metric) => {
    const own = series.filter((one) => one.metric === metric)
    const sources = own.filter(({ source }) => source !== null)
    // A single source is all of them.
    const shown = sources.length > 1 ? own : sources
    const lines = shown.map(({ source, periods }) => ({
      label: source ?? 'all sources',
      points: periods.map(({ period, [measure]: value }) => ({ period, value })),
    }))
    return { title: metric, lines }
  })
}
