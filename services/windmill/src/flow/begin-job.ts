import type { JsonObject } from '../shared/json.ts'
import type { FlowModule, InputTransforms, ModuleStatus } from '../shared/openflow.ts'
import type { Entry, Start } from './entry.ts'
import { start } from './entry.ts'
import { FlowFault } from './faults.ts'
import { inputScope } from './scopes.ts'
import { stepArgs } from './transforms.ts'

/** Begins a step that is one job: a script, a sub-flow, an agent, or one that only passes a value on. */
export function beginJob(entry: Entry, what: Start): ModuleStatus {
  const [job] = start(entry, [what])
  return { type: 'WaitingForExecutor', id: entry.current.id, job }
}

/** Passes a value on: a mocked step its mock, a skipped or identity step the result before it. */
export const passOn = (module: FlowModule, value: JsonObject[string]): Start => ({
  module: { ...module, value: { type: 'identity' } },
  args: { previous_result: value },
})

/**
 * The job of a step that takes inputs. Where an input cannot be evaluated the job is started all the same and fails
 * before it runs, so that the step's retries and the flow's failure module see to it (case flow/expression-throws).
 */
export function withInputs(entry: Entry, module: FlowModule, transforms: InputTransforms | undefined): Start {
  const { draft, previous, previousId, answers, retriedArgs, where } = entry
  if (retriedArgs) return { module, args: retriedArgs }
  if (where.at === 'preprocessor') return { module, args: draft.args }
  const scope = inputScope(draft, previous, previousId, answers)
  const { flow_job_id, started_at } = draft.context
  if (where.at === 'failure') {
    scope.more = { ...scope.more, ...(flow_job_id && { flow_job_id }), ...(started_at && { started_at }) }
  }
  try {
    return { module, args: stepArgs(draft, transforms, scope) }
  } catch (error) {
    return { module, args: {}, preRunError: inputFault(error) }
  }
}

/**
 * The words for an input that could not be evaluated.
 * @throws the error itself when it is another one
 */
export function inputFault(error: unknown): string {
  if (error instanceof FlowFault) return error.message
  throw error
}
