import { html } from 'hono/html'
import type { Html } from '../layout.ts'
import { span } from '../when.ts'
import { layOut, type PlacedLane, type PlacedStep, SIZE } from './layout.ts'
import type { PictureStep, StepState } from './model.ts'

/** Marks of iterations that fit beside each other in a frame. */
const MOST_MARKS = 24
/** A wider picture is not made smaller to fit, but scrolled. */
const WIDEST_WHOLE = 1100

const STATE_WORDS: Record<StepState, string> = {
  idle: '',
  waiting: 'not begun',
  running: 'running',
  suspended: 'waits for an answer',
  success: 'succeeded',
  failure: 'failed',
  skipped: 'not run',
}

/** The steps as SVG. `addressOf` answers where the page of a job is; steps that have run lead there. */
export function svgOf(steps: PictureStep[], addressOf: (job: string) => string): Html {
  const { width, height, steps: placed } = layOut(steps)
  const margin = 2
  return html`<svg class="flow-picture ${width > WIDEST_WHOLE && 'wide'}" role="group" aria-label="The steps of the flow"
 width="${width + 2 * margin}" height="${height + 2 * margin}" viewBox="${-margin} ${-margin} ${width + 2 * margin} ${height + 2 * margin}">
${chain(placed, addressOf)}
</svg>`
}

type AddressOf = (job: string) => string

const chain = (steps: PlacedStep[], addressOf: AddressOf): Html =>
  html`${steps.map((step, index) => html`${index > 0 && !step.step.apart && edge(steps[index - 1]!, step)}${drawn(step, addressOf)}`)}`

/** The line from a step to the next. */
function edge(from: PlacedStep, to: PlacedStep): Html {
  const x = from.x + from.width / 2
  const begun = to.step.state !== 'waiting' && to.step.state !== 'idle'
  const bottom = to.y
  return html`<path class="edge ${begun && 'begun'}" d="M${x} ${from.y + from.height}V${bottom}m-4 -6l4 6l4 -6"/>`
}

const drawn = (placed: PlacedStep, addressOf: AddressOf): Html =>
  placed.step.lanes ? frame(placed, addressOf) : box(placed, addressOf)

function described({ id, text, kind, state, duration_ms, note }: PictureStep): string {
  const took = duration_ms === undefined ? '' : `in ${span(duration_ms)}`
  return [`Step ${id}`, text, kind, note, STATE_WORDS[state], took].filter((part) => part).join(', ')
}

function box({ step, x, y, width, height }: PlacedStep, addressOf: AddressOf): Html {
  const took = step.duration_ms === undefined ? step.kind : span(step.duration_ms)
  const inside = html`<title>${described(step)}</title>
<rect class="box" x="${x}" y="${y}" width="${width}" height="${height}" rx="8"/>
<rect class="mark" x="${x}" y="${y + 8}" width="4" height="${height - 16}" rx="2"/>
<text class="id" x="${x + 14}" y="${y + (step.text ? 19 : 28)}">${short(step.id, 20)}</text>
<text class="took" x="${x + width - 12}" y="${y + (step.text ? 19 : 28)}" text-anchor="end">${short(took, 16)}</text>
${step.text && html`<text class="what" x="${x + 14}" y="${y + 36}">${short(step.text, 34)}</text>`}`
  return linked(step, inside, addressOf)
}

function linked(step: PictureStep, inside: Html, addressOf: AddressOf): Html {
  if (!step.job) return html`<g class="step ${step.state}" data-step="${step.id}">${inside}</g>`
  return html`<a class="step ${step.state}" data-step="${step.id}" id="picture-${step.job}" href="${addressOf(step.job)}" aria-label="${described(step)}">${inside}</a>`
}

function frame(placed: PlacedStep, addressOf: AddressOf): Html {
  const { step, x, y, width, height, lanes } = placed
  const beside = step.note ?? step.kind
  return html`<g class="step frame ${step.state}" data-step="${step.id}">
<rect class="box" x="${x}" y="${y}" width="${width}" height="${height}" rx="10"/>
<rect class="mark" x="${x}" y="${y + 10}" width="4" height="${height - 20}" rx="2"/>
<text class="id" x="${x + 14}" y="${y + 19}">${short(step.id, 20)}<title>${described(step)}</title></text>
<text class="took" x="${x + width - 12}" y="${y + 19}" text-anchor="end">${short(beside, 26)}</text>
<text class="what" x="${x + 14}" y="${y + 36}">${short(step.text || step.kind, Math.floor(width / 7))}</text>
${marks(placed, addressOf)}
</g>
${lanes.map((lane) => drawnLane(lane, addressOf))}`
}

/** A mark for each iteration, which leads to its page; of many the last ones. */
function marks({ step, x, y, width }: PlacedStep, addressOf: AddressOf): Html {
  const all = step.iterations ?? []
  const fitting = Math.min(MOST_MARKS, Math.floor((width - 28) / 12))
  const first = Math.max(0, all.length - fitting)
  return html`${all.slice(first).map(
    ({ job, state }, index) => html`<a class="iteration ${state}" href="${addressOf(job)}"
 aria-label="Iteration ${first + index + 1}, ${STATE_WORDS[state]}"><title>Iteration ${first + index + 1}, ${STATE_WORDS[state]}</title>
<rect x="${x + 14 + index * 12}" y="${y + SIZE.head - 4}" width="9" height="9" rx="2"/></a>`,
  )}`
}

function drawnLane({ lane, x, y, width, steps }: PlacedLane, addressOf: AddressOf): Html {
  return html`<g class="lane ${lane.faded && 'faded'}">
${lane.label !== undefined && html`<text class="lane-label" x="${x + width / 2}" y="${y + 14}" text-anchor="middle"><title>${lane.label}</title>${short(lane.label, Math.floor(width / 7))}</text>`}
${steps.length === 0 && html`<text class="lane-label" x="${x + width / 2}" y="${y + SIZE.label + 14}" text-anchor="middle">nothing to do</text>`}
${chain(steps, addressOf)}</g>`
}

const short = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text)
