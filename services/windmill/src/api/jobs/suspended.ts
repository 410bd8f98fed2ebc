import { answeredId } from '../../flow/index.ts'
import { badRequest } from '../../shared/errors.ts'
import { isFlowKind, type Job } from '../../shared/job.ts'
import type { Json, JsonObject } from '../../shared/json.ts'
import type { FlowModule, ModuleStatus } from '../../shared/openflow.ts'
import type { Windmill } from '../context.ts'

/** A flow, or a workflow-as-code, that people may answer. */
export interface Suspended {
  /** The flow or workflow. */
  job: Job
  /** Under which id the answer is kept: the job of the step that asks, or the workflow itself. */
  answeredJob: string
  /** The approval of a workflow-as-code that is waited for. */
  approvalKey?: string
  conditions: Conditions
}

/** Who may answer. */
export interface Conditions {
  user_auth_required: boolean
  self_approval_disabled: boolean
  user_groups_required: string[]
}

const FREE: Conditions = { user_auth_required: false, self_approval_disabled: false, user_groups_required: [] }

/**
 * What an answer to `id` answers: a step's id stands for the flow around it, a flow's id for itself (what comes before
 * the flow asks is kept for the step that asks next), a workflow's id for itself. A flow that has ended is a step: the
 * last iteration of a loop that asks. Throws 400 for a job that nobody can answer any more.
 */
export function suspendedOf({ queue }: Windmill, id: string): Suspended {
  const asked = queue.get(id)
  const isStep = asked && (!isFlowKind(asked.kind) || (asked.completed_at !== null && asked.flow_step_id !== null))
  const job = isStep && asked.parent_job ? queue.get(asked.parent_job) : asked
  if (!asked || !job || job.completed_at !== null) {
    throw badRequest(`job not found or parent flow not in queue: ${id}`)
  }
  if (!isFlowKind(job.kind)) {
    const approval = job.workflow_as_code_status?._approval as JsonObject | undefined
    if (!approval) throw badRequest('the flow is not in a suspended state anymore')
    const conditions = { ...FREE, self_approval_disabled: approval.self_approval_disabled === true }
    return { job, answeredJob: job.id, approvalKey: String(approval.key), conditions }
  }
  const asking = waitingStep(job)
  const answeredJob = isStep ? asked.id : asking ? answeredId(job.id, asking) : job.id
  const module = asking ? askingModule(job) : earlyModule(job, isStep ? asked.flow_step_id : null)
  return { job, answeredJob, conditions: job.flow_status?.approval_conditions ?? conditionsOf(module) }
}

/**
 * The step that an answer is for which comes before the flow waits: the one whose link it is, or else the next that
 * asks. What that step wants of who answers holds already. Throws 400 when it will say so only once it asks.
 */
function earlyModule({ raw_flow: flow, flow_status: status }: Job, stepId: string | null): FlowModule | undefined {
  const modules = flow?.modules ?? []
  const module = stepId
    ? modules.find(({ id }) => id === stepId)
    : modules.slice(status?.step ?? 0).find(({ suspend }) => suspend)
  if (module?.suspend?.user_groups_required?.type === 'javascript') {
    throw badRequest(`Who may answer is known once step ${module.id} asks`)
  }
  return module
}

/** The step whose answer the flow waits for. */
export function waitingStep({ flow_status: status }: Job): ModuleStatus | undefined {
  const waiting = status?.modules[status.step]
  return waiting?.type === 'WaitingForEvents' ? status?.modules[status.step - 1] : undefined
}

/** The step that asks: the one before the step that waits. */
export function askingModule({ flow_status: status, raw_flow: flow }: Job): FlowModule | undefined {
  const asking = status?.modules[status.step - 1]
  return flow?.modules.find(({ id }) => id === asking?.id)
}

/** What the step itself says; the flow's status says more once it waits and wants a login. */
function conditionsOf(module: FlowModule | undefined): Conditions {
  const { suspend } = module ?? {}
  const groups = suspend?.user_groups_required
  return {
    user_auth_required: suspend?.user_auth_required === true,
    self_approval_disabled: suspend?.self_approval_disabled === true,
    user_groups_required: groups?.type === 'static' ? textsOf(groups.value) : [],
  }
}

const textsOf = (value: Json | undefined): string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
