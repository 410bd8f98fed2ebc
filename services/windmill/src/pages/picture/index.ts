/**
 * A flow as a picture: its steps from top to bottom, loops and branches as frames around theirs, each coloured by where
 * it stands in a run. It is made here, as SVG, and made again when the run has gone on.
 */
export { flowPicture, type RunOfFlow } from './flow-picture.ts'
export type { PictureStep, StepState } from './model.ts'
export { svgOf } from './svg.ts'
