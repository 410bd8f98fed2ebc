import { attemptInstance, attemptTarget, DeployError, type Target } from '../deploy/index.ts'
import type { HubEvent } from './session.ts'

/** What a person decides about what waits. */
export interface Decision {
  approve: boolean
  /** The call is made with these instead. */
  arguments?: Record<string, unknown>
  /** The model is told it. */
  reason?: string
}

/** Something of a task that waits for a person. */
export interface Question {
  /** Which question it is; two events with one key are about the same. */
  key: string
  /** What waits, and why. */
  title: string
  /** What it is about: arguments by their names, or code by the name of what it becomes. */
  content: Record<string, unknown>
  /** Whether a decision may change the content. */
  can_change: boolean
  /** Where it can be answered in a browser. */
  page: string
  /** Answers it. Throws DeployError with the server's words, for arguments that do not fit for instance. */
  decide(decision: Decision): Promise<void>
}

/** The question that an event asks: of an agent about a tool call, or of the router about code; undefined for others. */
export function questionOf({ type, payload }: HubEvent, target: Target): Question | undefined {
  const { run_id, data } = (payload ?? {}) as { run_id?: string; data?: Record<string, unknown> }
  if (type === 'APPROVAL_REQUESTED') return questionOfCall(target, String(run_id), data as unknown as AskedCall)
  const approval = data?.status === 'waiting_approval' && data.approval
  return approval ? questionOfCode(target, approval as AskedCode) : undefined
}

/** The key of the question that an event says is decided; `all` when it does not say which. */
export function decidedBy({ type, payload }: HubEvent): string | undefined {
  const { data } = (payload ?? {}) as { data?: { key?: string; decision?: unknown } }
  if (type === 'APPROVAL_DECIDED') return data?.key
  return data?.decision ? 'all' : undefined
}

interface AskedCall {
  key: string
  tool: string
  arguments: Record<string, unknown>
  reason: string
  job_id: string
}

function questionOfCall(target: Target, run_id: string, { key, tool, reason, job_id, ...asked }: AskedCall): Question {
  return {
    ...{ key, title: `${tool} (${reason})`, content: asked.arguments, can_change: true, page: pageOf(target, job_id) },
    async decide(decision) {
      const path = `/r/${target.workspace}/v1/runs/${run_id}/approvals/${key}`
      const { status, text } = await attemptInstance(target, 'POST', path, decision)
      if (status >= 400) throw new DeployError(wordsOf(text))
    },
  }
}

interface AskedCode {
  job_id: string
  items: { name: string; language: string; code: string }[]
}

/** A flow says that it waits a moment before it does. */
const SUSPENDED = { tries: 50, pause_ms: 100 }

function questionOfCode(target: Target, { job_id, items }: AskedCode): Question {
  return {
    ...{ key: job_id, title: 'Code that a model wrote (jobs are not isolated here)', can_change: false },
    content: Object.fromEntries(items.map(({ name, language, code }) => [`${name} (${language})`, code])),
    page: pageOf(target, job_id),
    async decide({ approve }) {
      for (let left = SUSPENDED.tries; ; left -= 1) {
        const path = `/jobs_u/flow/resume_suspended/${job_id}`
        const { status, text } = await attemptTarget(target, 'POST', path, { approved: approve })
        if (status < 400) return
        if (left === 0 || !/suspended/i.test(text)) throw new DeployError(text)
        await new Promise((resolve) => setTimeout(resolve, SUSPENDED.pause_ms))
      }
    },
  }
}

const pageOf = ({ baseUrl, workspace }: Target, job: string) => `${baseUrl}/run/${job}?workspace=${workspace}`

/** The message of an error of the API of agents. */
function wordsOf(text: string): string {
  try {
    return (JSON.parse(text) as { error: { message: string } }).error.message
  } catch {
    return text
  }
}
