import type { Json } from '../shared/json.ts'
import type { FlowModule, ModuleStatus } from '../shared/openflow.ts'
import type { Draft } from './draft.ts'
import type { Stop } from './early-stop.ts'
import type { Group } from './group.ts'
import type { Position } from './modules.ts'
import { pauseBeforeRetry } from './retries.ts'
import type { Outcome } from './turn.ts'

/** The step whose job has ended, and what it was doing. */
export interface Ended {
  draft: Draft
  where: Position
  module?: FlowModule
  current: ModuleStatus
  group?: Group
  outcome: Outcome
}

/** What has become of the step. */
export interface Settled {
  status: ModuleStatus
  success: boolean
  result: Json
  stop?: Stop
  /** The flow moves on to the next step. */
  moves: boolean
  errorHandled: boolean
}

/** Whether a failure of the step is its result, and no more. A child that stopped the flow is not passed over. */
export const continuesOnError = ({ module, where, outcome }: Ended): boolean =>
  where.at === 'step' && !outcome.stop && module?.continue_on_error === true

/** A step with continue_on_error is passed over once its retries are used up. */
export const mayPassOver = (ended: Ended): boolean =>
  continuesOnError(ended) &&
  !ended.outcome.final &&
  pauseBeforeRetry(ended.draft, ended.module, ended.outcome.result) === undefined
