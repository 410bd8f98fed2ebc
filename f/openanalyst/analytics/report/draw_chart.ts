import { numberText } from './number_text.ts'

/** A line of a chart: a value for each of some periods, which sort as texts. */
export interface ChartLine {
  label: string
  points: { period: string; value: number }[]
}

/** Lines that share a scale, below a title. */
export interface ChartPanel {
  title: string
  lines: ChartLine[]
}

export interface Chart {
  /** Its own in the page that it is shown in. */
  id: string
  title: string
  panels: ChartPanel[]
}

const WIDTH = 720
const HEAD = 40
const PANEL = { height: 150, gap: 66, left: 70, right: 190 }
const PLOT_WIDTH = WIDTH - PANEL.left - PANEL.right
/** Colours that people who see few colours can tell apart (Okabe and Ito), with a pattern for those who see none. */
const STYLES = [
  { colour: '#000000', dash: '' },
  { colour: '#0072b2', dash: '6 3' },
  { colour: '#d55e00', dash: '2 3' },
  { colour: '#009e73', dash: '8 3 2 3' },
  { colour: '#cc79a7', dash: '1 2' },
  { colour: '#56b4e9', dash: '10 4' },
]

/**
 * A chart as SVG: panels below each other, each with its own scale from zero. It has a title and a description of all
 * lines in words, for those who hear it, and each point tells its value. The same chart gives the same text.
 */
export function drawChart(chart: Chart): string {
  const { id, title, panels } = chart
  const height = HEAD + Math.max(1, panels.length) * (PANEL.height + PANEL.gap)
  const drawn = panels.map((panel, index) => drawPanel(panel, HEAD + index * (PANEL.height + PANEL.gap)))
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-labelledby="${id}-title ${id}-description" font-family="system-ui, sans-serif" font-size="12">`,
    `<title id="${id}-title">${xmlText(title)}</title>`,
    `<desc id="${id}-description">${xmlText(describeChart(chart))}</desc>`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    `<text x="16" y="26" font-size="16" font-weight="600">${xmlText(title)}</text>`,
    ...(drawn.length > 0 ? drawn : [`<text x="16" y="${HEAD + 40}">There are no numbers.</text>`]),
    '</svg>',
    '',
  ].join('\n')
}

/** The lines of a chart in words. */
export function describeChart({ panels }: Chart): string {
  const lines = panels.flatMap(({ title, lines }) => lines.map((line) => `${title}, ${describeLine(line)}`))
  return lines.length > 0 ? lines.join(' ') : 'There are no numbers.'
}

function describeLine({ label, points }: ChartLine): string {
  const values = points.map(({ value }) => value)
  const [first, last] = [points[0]!, points.at(-1)!]
  if (points.length === 1) return `${label}: ${numberText(first.value)} on ${first.period}.`
  const range = `between ${numberText(Math.min(...values))} and ${numberText(Math.max(...values))}`
  const from = `${numberText(first.value)} on ${first.period}`
  return `${label}: from ${from} to ${numberText(last.value)} on ${last.period}, ${range}.`
}

function drawPanel({ title, lines }: ChartPanel, top: number): string {
  const periods = [...new Set(lines.flatMap(({ points }) => points.map(({ period }) => period)))].sort()
  const ticks = ticksFor(lines.flatMap(({ points }) => points.map(({ value }) => value)))
  const [bottom, least, most] = [top + 26 + PANEL.height, ticks[0]!, ticks.at(-1)!]
  const x = (period: string) => {
    const place = periods.length > 1 ? periods.indexOf(period) / (periods.length - 1) : 0.5
    return round(PANEL.left + place * PLOT_WIDTH)
  }
  const y = (value: number) => round(bottom - ((value - least) / (most - least)) * PANEL.height)
  return [
    `<text x="16" y="${top + 10}" font-weight="600">${xmlText(title)}</text>`,
    ...ticks.map((tick) => drawTick(tick, y(tick))),
    ...labelled(periods).map(
      (period) => `<text x="${x(period)}" y="${bottom + 16}" text-anchor="middle" fill="#555555">${period}</text>`,
    ),
    ...lines.flatMap((line, index) => drawLine(line, index, x, y)),
    ...lines.map((line, index) => drawLegend(line, index, top + 32 + index * 18)),
  ].join('\n')
}

function drawTick(tick: number, y: number): string {
  const line = `<line x1="${PANEL.left}" y1="${y}" x2="${PANEL.left + PLOT_WIDTH}" y2="${y}" stroke="#dddddd"/>`
  const text = `<text x="${PANEL.left - 8}" y="${y + 4}" text-anchor="end" fill="#555555">${numberText(tick)}</text>`
  return line + text
}

type Scale<T> = (value: T) => number

function drawLine({ label, points }: ChartLine, index: number, x: Scale<string>, y: Scale<number>): string[] {
  const { colour, dash } = STYLES[index % STYLES.length]!
  const path = points.map(({ period, value }) => `${x(period)},${y(value)}`).join(' ')
  const pattern = dash && ` stroke-dasharray="${dash}"`
  return [
    `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"${pattern}/>`,
    ...points.map(({ period, value }) => {
      const told = `<title>${xmlText(`${label}, ${period}: ${numberText(value)}`)}</title>`
      return `<circle cx="${x(period)}" cy="${y(value)}" r="3" fill="${colour}">${told}</circle>`
    }),
  ]
}

const LONGEST_LABEL = 21

function drawLegend({ label }: ChartLine, index: number, y: number): string {
  const { colour, dash } = STYLES[index % STYLES.length]!
  const x = WIDTH - PANEL.right + 14
  // The end of a path tells it apart.
  const short = label.length > LONGEST_LABEL ? `…${label.slice(1 - LONGEST_LABEL)}` : label
  const pattern = dash && ` stroke-dasharray="${dash}"`
  const line = `<line x1="${x}" y1="${y - 4}" x2="${x + 24}" y2="${y - 4}" stroke="${colour}" stroke-width="2"${pattern}/>`
  return `${line}<text x="${x + 30}" y="${y}">${xmlText(short)}</text>`
}

/** The first and the last period, and those between them that leave room for their names. */
function labelled(periods: string[]): string[] {
  const step = Math.ceil(periods.length / 5)
  return periods
    .filter((_, index) => index % step === 0 && (index === 0 || periods.length - 1 - index >= step))
    .concat(periods.length > 1 ? [periods.at(-1)!] : [])
}

/** Four or five round numbers from zero, or from below it, to what covers all values. */
function ticksFor(values: number[]): number[] {
  const [least, most] = [Math.min(0, ...values), Math.max(0, ...values)]
  const rough = (most - least || 1) / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((size) => size >= rough * 0.999)!
  const [from, to] = [Math.floor(least / step), Math.ceil((most || step) / step - 1e-9)]
  return Array.from({ length: to - from + 1 }, (_, index) => (from + index) * step)
}

/** Coordinates with a tenth of a pixel. */
const round = (value: number) => Math.round(value * 10) / 10

const xmlText = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
