import type { FlowModule, FlowModuleValue, FlowStatus, FlowValue, ModuleStatus } from '../../shared/openflow.ts'
import type { Lane, PictureStep, StepState } from './model.ts'

/** A run of a flow as far as its picture needs it. */
export interface RunOfFlow {
  status: FlowStatus
  /** Milliseconds that the jobs directly below it took, by their ids. */
  durations: ReadonlyMap<string, number>
  /** Where the jobs of steps stand that have not ended, by their ids; the status of a flow does not tell. */
  underWay: ReadonlyMap<string, StepState>
  over: boolean
}

/** Finds the run of an iteration or a branch by its job. */
export type FindRun = (job: string) => Promise<RunOfFlow | undefined>

/**
 * The steps of a flow, as they stand in a run of it, or idle when there is none. Of a loop the iteration that failed is
 * shown, else the last one that was begun; of a branching step the branch that was taken.
 */
export async function flowPicture(flow: FlowValue, run: RunOfFlow | undefined, find: FindRun): Promise<PictureStep[]> {
  const { preprocessor_module: before, failure_module: onFailure } = flow
  const steps: Promise<PictureStep>[] = []
  if (before) steps.push(stepOf(before, run?.status.preprocessor_module ?? undefined, run, find, 'preprocessor'))
  for (const [index, module] of (flow.modules ?? []).entries()) {
    steps.push(stepOf(module, run?.status.modules[index], run, find))
  }
  const failed = run?.status.failure_module
  if (onFailure && (!run || failed?.job)) {
    const handler = stepOf(onFailure, failed, run, find, 'on failure')
    steps.push(handler.then((step) => ({ ...step, apart: true })))
  }
  return Promise.all(steps)
}

async function stepOf(
  module: FlowModule,
  status: ModuleStatus | undefined,
  run: RunOfFlow | undefined,
  find: FindRun,
  kind = kindOf(module.value),
): Promise<PictureStep> {
  const shown = status && shownJob(status)
  const jobs = isLoop(module.value) ? status?.flow_jobs : undefined
  return {
    id: module.id,
    text: module.summary || whatRuns(module.value),
    kind,
    state: run ? stateOf(status, run) : 'idle',
    job: ownJob(status),
    duration_ms: run?.durations.get(ownJob(status) ?? ''),
    iterations: jobs?.map((job, index) => ({ job, state: stateOfIteration(status!, index) })),
    note: status && noteOf(module.value, status, shown),
    lanes: await lanesOf(module.value, status, run, find, shown),
  }
}

function stateOf(status: ModuleStatus | undefined, { over, underWay }: RunOfFlow): StepState {
  if (status?.skipped) return 'skipped'
  switch (status?.type) {
    case 'Success':
      return 'success'
    case 'Failure':
      return 'failure'
    case 'InProgress':
      return over ? 'skipped' : 'running'
    case 'WaitingForEvents':
      return over ? 'skipped' : 'suspended'
    case 'WaitingForExecutor':
      return over ? 'skipped' : (underWay.get(status.job ?? '') ?? 'waiting')
    default:
      return over ? 'skipped' : 'waiting'
  }
}

function stateOfIteration({ flow_jobs_success, flow_jobs = [], type }: ModuleStatus, index: number): StepState {
  const success = flow_jobs_success?.[index]
  if (success === true) return 'success'
  if (success === false) return 'failure'
  return type === 'InProgress' || index < flow_jobs.length - 1 ? 'running' : 'waiting'
}

/** The iteration or branch whose steps are shown. */
function shownJob(status: ModuleStatus): string | undefined {
  const jobs = status.flow_jobs
  if (!jobs || jobs.length === 0) return status.job
  const failed = status.flow_jobs_success?.indexOf(false) ?? -1
  return jobs[failed >= 0 ? failed : jobs.length - 1]
}

/** The job that a step is. A loop has many; what waits for an answer still names the job of the step that asks. */
const ownJob = (status: ModuleStatus | undefined): string | undefined =>
  status?.flow_jobs || status?.type === 'WaitingForEvents' ? undefined : status?.job

const isLoop = ({ type }: FlowModuleValue): boolean => type === 'forloopflow' || type === 'whileloopflow'

function noteOf(value: FlowModuleValue, status: ModuleStatus, shown: string | undefined): string | undefined {
  const { flow_jobs: jobs, iterator } = status
  if (!jobs || !isLoop(value)) return undefined
  const all = iterator?.itered_len ?? iterator?.itered?.length
  const which = jobs.length > 1 && shown ? `, shown: ${jobs.indexOf(shown) + 1}` : ''
  return all === undefined || all === jobs.length ? `${jobs.length} times${which}` : `${jobs.length} of ${all}${which}`
}

async function lanesOf(
  value: FlowModuleValue,
  status: ModuleStatus | undefined,
  run: RunOfFlow | undefined,
  find: FindRun,
  shown: string | undefined,
): Promise<Lane[] | undefined> {
  const lane = async (modules: FlowModule[], job: string | undefined, more: Omit<Lane, 'steps'> = {}) => {
    const inner = job === undefined ? undefined : await find(job)
    const idle = run && { status: NOTHING_DONE, durations: new Map(), underWay: new Map(), over: run.over }
    return { ...more, steps: await flowPicture({ modules }, inner ?? idle, find) }
  }
  switch (value.type) {
    case 'forloopflow':
    case 'whileloopflow':
      return [await lane(value.modules, shown)]
    case 'branchall':
      return Promise.all(
        value.branches.map((branch, index) =>
          lane(branch.modules, status?.flow_jobs?.[index], { label: branch.summary || `branch ${index + 1}` }),
        ),
      )
    case 'branchone': {
      const chosen = status?.branch_chosen
      const branches = value.branches.map((branch, index) => {
        const taken = chosen?.type === 'branch' && chosen.branch === index
        const label = branch.summary || branch.expr
        return lane(branch.modules, taken ? shown : undefined, { label, faded: chosen !== undefined && !taken })
      })
      const taken = chosen?.type === 'default'
      const otherwise = { label: 'otherwise', faded: chosen !== undefined && !taken }
      return Promise.all([...branches, lane(value.default ?? [], taken ? shown : undefined, otherwise)])
    }
    default:
      return undefined
  }
}

/** The status of steps whose flow has not begun. */
const NOTHING_DONE: FlowStatus = {
  step: 0,
  modules: [],
  failure_module: { id: 'failure', type: 'WaitingForPriorSteps' },
  preprocessor_module: null,
  cleanup_module: {},
}

const KINDS: Record<FlowModuleValue['type'], string> = {
  rawscript: 'code',
  script: 'script',
  flow: 'flow',
  forloopflow: 'for each',
  whileloopflow: 'while',
  branchone: 'one branch',
  branchall: 'all branches',
  identity: 'passes on',
  aiagent: 'agent',
}

function kindOf(value: FlowModuleValue): string {
  if (value.type === 'rawscript') return value.language
  const parallel = (value.type === 'forloopflow' || value.type === 'branchall') && value.parallel
  return parallel ? `${KINDS[value.type]}, at once` : KINDS[value.type]
}

function whatRuns(value: FlowModuleValue): string {
  if (value.type === 'script' || value.type === 'flow') return value.path
  if (value.type === 'forloopflow' && value.iterator.type === 'javascript') return value.iterator.expr
  return ''
}
