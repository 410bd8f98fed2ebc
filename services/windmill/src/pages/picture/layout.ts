import type { Lane, PictureStep } from './model.ts'

/** Sizes of a picture, in CSS pixels. */
export const SIZE = { width: 236, height: 46, gap: 24, pad: 14, head: 48, strip: 16, label: 22, laneGap: 18, empty: 30 }

/** A step where it is drawn. */
export interface PlacedStep {
  step: PictureStep
  x: number
  y: number
  width: number
  height: number
  lanes: PlacedLane[]
}

export interface PlacedLane {
  lane: Lane
  x: number
  y: number
  width: number
  steps: PlacedStep[]
}

interface Box {
  width: number
  height: number
}

/** Where each step of a chain is drawn: below each other, centred; and how much room they take. */
export function layOut(steps: PictureStep[]): { steps: PlacedStep[] } & Box {
  const box = chainBox(steps)
  return { ...box, steps: placeChain(steps, 0, 0, box.width) }
}

function chainBox(steps: PictureStep[]): Box {
  const boxes = steps.map(stepBox)
  return {
    width: Math.max(SIZE.width, ...boxes.map(({ width }) => width)),
    height: boxes.reduce((sum, { height }) => sum + height, 0) + SIZE.gap * Math.max(0, boxes.length - 1),
  }
}

function stepBox(step: PictureStep): Box {
  if (!step.lanes) return { width: SIZE.width, height: SIZE.height }
  const lanes = step.lanes.map(laneBox)
  const inner = lanes.reduce((sum, { width }) => sum + width, 0) + SIZE.laneGap * Math.max(0, lanes.length - 1)
  const highest = Math.max(0, ...lanes.map(({ height }) => height))
  return {
    width: Math.max(SIZE.width, inner) + 2 * SIZE.pad,
    height: headOf(step) + highest + SIZE.pad,
  }
}

function laneBox(lane: Lane): Box {
  const { width, height } = chainBox(lane.steps)
  return { width, height: labelOf(lane) + (lane.steps.length > 0 ? height : SIZE.empty) }
}

/** What stands above the lanes of a frame: its name, and a mark for each iteration. */
const headOf = (step: PictureStep): number => SIZE.head + (step.iterations?.length ? SIZE.strip : 0)
const labelOf = (lane: Lane): number => (lane.label === undefined ? 0 : SIZE.label)

function placeChain(steps: PictureStep[], left: number, top: number, width: number): PlacedStep[] {
  let y = top
  return steps.map((step) => {
    const box = stepBox(step)
    const x = left + (width - box.width) / 2
    const placed = { step, x, y, ...box, lanes: placeLanes(step, x, y, box.width) }
    y += box.height + SIZE.gap
    return placed
  })
}

function placeLanes(step: PictureStep, left: number, top: number, width: number): PlacedLane[] {
  const lanes = step.lanes ?? []
  const boxes = lanes.map(laneBox)
  const inner = boxes.reduce((sum, box) => sum + box.width, 0) + SIZE.laneGap * Math.max(0, boxes.length - 1)
  let x = left + (width - inner) / 2
  return lanes.map((lane, index) => {
    const box = boxes[index]!
    const y = top + headOf(step)
    const placed = { lane, x, y, width: box.width, steps: placeChain(lane.steps, x, y + labelOf(lane), box.width) }
    x += box.width + SIZE.laneGap
    return placed
  })
}
