import type { FlowModule, FlowStatus, FlowValue, ModuleStatus } from '../shared/openflow.ts'
import { stepsOf } from './modules.ts'

const waiting = ({ id }: Pick<FlowModule, 'id'>): ModuleStatus => ({ type: 'WaitingForPriorSteps', id })

/** The status of a flow job that has not begun. */
export function initialStatus(flow: FlowValue): FlowStatus {
  return {
    step: flow.preprocessor_module ? -1 : 0,
    modules: stepsOf(flow).map(waiting),
    failure_module: waiting(flow.failure_module ?? { id: 'failure' }),
    preprocessor_module: flow.preprocessor_module ? waiting(flow.preprocessor_module) : null,
    cleanup_module: {},
    ...(flow.chat_input_enabled === undefined ? {} : { chat_input_enabled: flow.chat_input_enabled }),
  }
}
