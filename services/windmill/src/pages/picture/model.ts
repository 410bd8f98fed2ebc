/** Where a step stands in the run that is shown; `idle` where there is no run. */
export type StepState = 'idle' | 'waiting' | 'running' | 'suspended' | 'success' | 'failure' | 'skipped'

/** One step of a picture. A loop or a branching step has lanes: chains of steps within a frame. */
export interface PictureStep {
  id: string
  /** What it does: its summary, or what it runs. */
  text: string
  /** What kind of step it is, in a word. */
  kind: string
  state: StepState
  /** Its job, which has a page of its own. */
  job?: string
  duration_ms?: number
  lanes?: Lane[]
  /** The jobs of a loop's iterations, in their order. */
  iterations?: { job: string; state: StepState }[]
  /** What is to be said beside its name: how many iterations, which one is shown. */
  note?: string
  /** It does not follow the step before it: the handler of failures. */
  apart?: boolean
}

export interface Lane {
  label?: string
  steps: PictureStep[]
  /** The branch was not taken. */
  faded?: boolean
}
