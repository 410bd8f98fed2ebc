import type { Json } from '../../../../services/windmill/src/shared/json.ts'
import type { ModuleStatus } from '../../../../services/windmill/src/shared/openflow.ts'
import type { MemoryJob } from './memory-driver.ts'

/** What the recording keeps of a module's status. */
export function moduleShape(module: ModuleStatus) {
  const { id, type, skipped, branch_chosen, flow_jobs, flow_jobs_success, approvers, failed_retries } = module
  return {
    id,
    type,
    ...(skipped && { skipped }),
    ...(branch_chosen && { branch_chosen }),
    ...(flow_jobs && { flow_jobs: flow_jobs.length, flow_jobs_success }),
    ...(approvers?.length && { approvers }),
    ...(failed_retries?.length && { failed_retries: failed_retries.length }),
  }
}

/** What the recording keeps of a flow job that has ended. */
export function flowShape({ end, status }: MemoryJob) {
  const { failure_module, preprocessor_module } = status!
  return {
    success: end!.success,
    result: neutral(end!.result),
    modules: status!.modules.map(moduleShape),
    ...(end!.skipped && { is_skipped: true }),
    ...(end!.canceled && { canceled: true }),
    ...(failure_module.type !== 'WaitingForPriorSteps' && { failure_module: moduleShape(failure_module) }),
    ...(preprocessor_module && { preprocessor_module: moduleShape(preprocessor_module) }),
  }
}

/** Leaves out of a result what differs from one engine to the other: stacks, and how an evaluator words its own errors. */
export function neutral(value: Json, key = ''): Json {
  if (typeof value === 'string') {
    if (key === 'stack') return '<stack>'
    return value
      .replace(/^(Error during isolated evaluation of expression `[\s\S]*?`):\n[\s\S]*$/, '$1')
      .replace(/QuickJS evaluation error: [\s\S]*$/, '')
  }
  if (Array.isArray(value)) return value.map((item) => neutral(item))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, neutral(item, name)]))
}
