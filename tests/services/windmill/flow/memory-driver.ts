import {
  advance,
  type ChildJob,
  type Evaluate,
  type FlowAction,
  type FlowCompleted,
  type FlowContext,
  type FlowEvent,
  initialStatus,
  NO_JOB,
  type Resume,
} from '../../../../services/windmill/src/flow/index.ts'
import type { Json, JsonObject } from '../../../../services/windmill/src/shared/json.ts'
import type { FlowStatus, FlowValue } from '../../../../services/windmill/src/shared/openflow.ts'
import { runScript } from './run-script.ts'

/** A job as the driver keeps it. */
export interface MemoryJob {
  id: string
  parent?: MemoryJob
  child?: ChildJob
  args: JsonObject
  flow?: FlowValue
  status?: FlowStatus
  /** Where the results of its steps are kept, by the id of the step. */
  resultsOf: MemoryJob
  results: Map<string, string | string[]>
  /** Answers to the approvals of its steps. */
  answers: { job: string; answer: Resume }[]
  waitsUntil?: number
  /** What its loop goes over. */
  items: Json[]
  end?: { success: boolean; result: Json } & Partial<FlowCompleted>
}

export interface Deployed {
  scripts?: { path: string; content: string }[]
  flows?: { path: string; value: FlowValue }[]
  variables?: { path: string; value: string }[]
  resources?: { path: string; value: Json }[]
}

/** What a person does once the flow waits, as the recorded cases write it. */
export interface Action {
  resume?: Json
  disapprove?: Json
  resumeId?: number
  approver?: string
  cancelJob?: string
}

/**
 * Plays flows without a server: jobs wait in a list, scripts run here, time is a number. Whatever the interpreter is
 * told goes through `tell`, which checks on the way that it does not change what it is given.
 */
export class MemoryDriver {
  readonly jobs = new Map<string, MemoryJob>()
  readonly pushed: ChildJob[] = []
  now = 1_700_000_000_000
  private readonly waiting: MemoryJob[] = []
  private readonly variables: Map<string, string>
  private ids = 0
  private readonly evaluate: Evaluate
  private readonly deployed: Deployed
  private readonly isDeployed: boolean

  constructor(evaluate: Evaluate, deployed: Deployed = {}, isDeployed = false) {
    this.evaluate = evaluate
    this.deployed = deployed
    this.isDeployed = isDeployed
    this.variables = new Map(deployed.variables?.map(({ path, value }) => [path, value]))
  }

  /** Plays a flow until it has ended. Where it waits for a person, the next action is taken, or else the time is up. */
  async play(flow: FlowValue, args: JsonObject = {}, actions: Action[] = []): Promise<MemoryJob> {
    const root = this.begin(flow, args)
    const left = [...actions]
    while (!root.end) {
      if (await this.step()) continue
      const action = left.shift()
      if (action) this.act(root, action)
      else if (!this.timeOut()) throw new Error(`nothing moves the flow: ${JSON.stringify(root.status)}`)
    }
    return root
  }

  begin(flow: FlowValue, args: JsonObject = {}): MemoryJob {
    const root = this.newJob({ args, flow, status: initialStatus(flow) })
    this.waiting.push(root)
    return root
  }

  /** Runs the job that is due first; false when there is none. */
  async step(): Promise<boolean> {
    const due = (job: MemoryJob) => job.child?.scheduled_for ?? 0
    this.waiting.sort((a, b) => due(a) - due(b))
    const job = this.waiting.shift()
    if (!job) return false
    this.now = Math.max(this.now, due(job))
    if (job.flow) this.tell(job, { type: 'started' })
    else this.finish(job, await this.run(job))
    return true
  }

  /** Tells a flow what happened and does what it asks for. */
  tell(job: MemoryJob, event: FlowEvent): FlowAction[] {
    const before = job.status!
    const frozen = JSON.stringify(before)
    const { status, actions } = advance(this.contextOf(job, before), event)
    if (JSON.stringify(before) !== frozen) throw new Error('the status that was given has been changed')
    job.status = status
    if (status !== before) job.waitsUntil = undefined
    for (const [index, module] of status.modules.entries()) {
      const isNew = before.modules[index]?.type !== module.type
      const found = module.flow_jobs ?? module.job
      if (isNew && found && (module.type === 'Success' || module.type === 'Failure')) {
        job.resultsOf.results.set(module.id, found)
      }
    }
    for (const action of actions) this.perform(job, action)
    return actions
  }

  private perform(job: MemoryJob, action: FlowAction): void {
    if (action.type === 'push') this.push(job, action.job)
    else if (action.type === 'set_args') job.args = action.args
    else if (action.type === 'keep_items') job.items = action.items
    else if (action.type === 'suspend') job.waitsUntil = action.until
    else if (action.type === 'complete') this.finish(job, action)
  }

  private push(parent: MemoryJob, child: ChildJob): void {
    this.pushed.push(child)
    const { value } = child.module
    const named =
      value.type === 'flow' ? this.deployed.flows?.find(({ path }) => path === value.path)?.value : undefined
    const flow = child.flow ?? (named && { flow_env: child.flow_env, ...named })
    // Sub-flows and the iterations of a parallel loop keep the results of their steps to themselves; branches do not.
    const apart = named !== undefined || (value.type === 'forloopflow' && value.parallel === true)
    const job = this.newJob({ parent, child, args: child.args, flow, id: child.id })
    if (flow) job.status = initialStatus(flow)
    if (!apart) job.resultsOf = parent.resultsOf
    this.waiting.push(job)
  }

  private finish(job: MemoryJob, end: NonNullable<MemoryJob['end']>): void {
    job.end = end
    const { success, result, stop_early, error_handled, recovered, canceled } = end
    const handedOn = { stop_early, error_handled, recovered, canceled }
    if (job.parent && !job.parent.end) {
      this.tell(job.parent, { type: 'job_completed', job: job.id, success, result, ...handedOn })
    }
  }

  private async run({ child, args }: MemoryJob): Promise<NonNullable<MemoryJob['end']>> {
    const { module, step_id, timeout_s, pre_run_error } = child!
    if (pre_run_error) return { success: false, result: { error: { message: pre_run_error, name: 'ExecutionErr' } } }
    const { value } = module
    if (value.type === 'identity') return { success: true, result: args.previous_result ?? null }
    const content =
      value.type === 'rawscript'
        ? value.content
        : value.type === 'script' && this.deployed.scripts?.find(({ path }) => path === value.path)?.content
    if (!content) throw new Error(`nothing to run for ${step_id}`)
    const { seconds, ...end } = await runScript(content, args, step_id, this.variables)
    if (timeout_s === undefined || seconds <= timeout_s) return end
    const message =
      'execution error:\njob process terminated due to timeout after exceeding job-specific duration limit'
    return { success: false, result: { error: { message, name: 'ExecutionErr', step_id } } }
  }

  private act(root: MemoryJob, { resume, disapprove, resumeId = 1, approver = 'admin', cancelJob }: Action): void {
    if (cancelJob) {
      this.tell(root, { type: 'canceled', canceler: approver, reason: cancelJob })
      return
    }
    const flow = this.suspended()
    if (!flow) throw new Error('no flow waits for an answer')
    const job = flow.status!.modules[flow.status!.step]!.job!
    const answer = { resume_id: resumeId, approver, payload: resume ?? disapprove ?? null, approved: !disapprove }
    this.tell(flow, { type: 'resumed', job, ...answer })
    flow.answers.push({ job, answer })
  }

  private suspended = () => [...this.jobs.values()].find(({ waitsUntil, end }) => waitsUntil !== undefined && !end)

  private timeOut(): boolean {
    const flow = this.suspended()
    if (!flow) return false
    this.now = flow.waitsUntil!
    this.tell(flow, { type: 'timer' })
    return true
  }

  private contextOf(job: MemoryJob, status: FlowStatus): FlowContext {
    const resumesOf = (stepJob: string | undefined) =>
      job.answers.filter(({ job }) => job === stepJob).map(({ answer }) => answer)
    return {
      flow: job.flow!,
      status,
      args: job.args,
      evaluate: this.evaluate,
      results: (stepId) => this.findResult(job, stepId),
      jobResult: (id) => this.jobs.get(id)?.end?.result ?? null,
      item: (index) => job.items[index] ?? null,
      jobArgs: (id) => this.jobs.get(id)?.args ?? {},
      resumes: resumesOf(status.modules[status.step]?.job),
      resumesOf: (step) => resumesOf(step.job),
      absent: ({ value }) => this.absent(value),
      variable: (path) => {
        const value = this.variables.get(path)
        if (value === undefined) throw new Error(`Variable ${path} not found`)
        return value
      },
      resource: (path) => this.deployed.resources?.find((item) => item.path === path)?.value ?? null,
      flow_user_state: () => null,
      now: () => this.now,
      newJobId: () => `job-${++this.ids}`,
      random: () => 0.5,
      isInner: job.parent !== undefined,
      deployed: this.isDeployed,
    }
  }

  private absent(value: ChildJob['module']['value']): string | undefined {
    if (value.type !== 'script' && value.type !== 'flow') return undefined
    const there = value.type === 'script' ? this.deployed.scripts : this.deployed.flows
    return there?.some(({ path }) => path === value.path) ? undefined : `Not found: ${value.path}`
  }

  private findResult(from: MemoryJob, stepId: string): Json | undefined {
    for (let scope: MemoryJob | undefined = from.resultsOf; scope; scope = scope.parent?.resultsOf) {
      const found = scope.results.get(stepId)
      const resultOf = (id: string) => (id === NO_JOB ? null : (this.jobs.get(id)?.end?.result ?? null))
      if (found) return typeof found === 'string' ? resultOf(found) : found.map(resultOf)
    }
    return undefined
  }

  private newJob(fields: Partial<MemoryJob> & { args: JsonObject }): MemoryJob {
    const job = {
      id: `flow-${++this.ids}`,
      results: new Map(),
      answers: [],
      items: [],
      ...fields,
    } as unknown as MemoryJob
    job.resultsOf ??= job
    this.jobs.set(job.id, job)
    return job
  }
}
