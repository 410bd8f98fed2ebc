import { step, taskFlow, taskScript, workflow } from 'windmill-client'
import { realClock } from '../lib/clock.ts'
import { CodedError, type ErrorRecord, toErrorRecord } from '../lib/errors.ts'
import type { Run } from '../lib/events.ts'
import type { EndStatus } from '../lib/store/index.ts'
import { beginTask } from './router/begin_task.ts'
import { type Choice, chooseTool } from './router/choose_tool.ts'
import { closeTask, failTask } from './router/end_task.ts'
import { givenUp, judge, NOT_APPROVED, worksOf } from './router/judge.ts'
import { aboutOf, codeOf, type ImpossibleCall, type PlannedCall } from './router/plan_call.ts'
import { toolMessage } from './router/tool_message.ts'
import { taskRun } from './task_run.ts'
import { isSuspension, type ToolOutcome } from './tools/outcome.ts'

/** How a task ended. One that failed throws instead. */
export interface TaskResult {
  status: Exclude<EndStatus, 'failed'>
  answer: string
  /** What was made or run, and what came out. */
  works: { kind: string; path: string; change: string | null; result: unknown }[]
}

const MAX_TURNS = 8

/*
 * The router: it has the model choose tools for a user's task until the model has nothing more to do.
 *
 *   start ──▶ choose ──▶ (ask a person) ──▶ call the tools ──▶ choose …
 *                └──▶ no tool: the words are the answer; end
 *
 * This is workflow-as-code: Windmill runs it again after each step and each call, and hands it what they came to, so it
 * must do the same things in the same order each time. All calls of one answer are started in one go, with no await
 * before or between them, because their keys are handed out in the order of the calls.
 */

/** Carries out what a user asks for in words. Its events are those of the run `task_id`. */
export const main = workflow(
  async (
    task: string,
    user_id: string | null = null,
    session_id: string | null = null,
    task_id: string | null = null,
    max_turns: number | null = null,
  ): Promise<TaskResult> => {
    const run = taskRun({ task_id, user_id, session_id })
    const conversation = await step('start_task', () => beginTask(run, task, realClock))
    const outcomes: ToolOutcome[] = []
    for (let turn = 1; turn <= (max_turns ?? MAX_TURNS); turn += 1) {
      const choice = await step('choose_tool', () => chooseTool(run, turn, conversation))
      if ('error' in choice) return await fail(run, choice.error)
      if (choice.calls.length === 0) return await finish(run, choice.message.content, outcomes)
      const refusal = choice.needs_approval ? await askPerson(run, `turn/${turn}`, choice) : null
      const came = await Promise.all(
        choice.calls.map((call, index) => carryOut(run, `turn/${turn}/call/${index + 1}`, call, refusal)),
      )
      conversation.push(choice.message, ...came.map((outcome, index) => toolMessage(choice.calls[index]!.id, outcome)))
      outcomes.push(...came)
      const hopeless = givenUp(outcomes)
      if (hopeless) return await finish(run, hopeless.message, outcomes)
    }
    const message = `The task was not done after ${max_turns ?? MAX_TURNS} turns of the model. Ask for less at once.`
    return await fail(run, { code: 'MAX_TURNS', message, details: {} })
  },
)

/** Makes a tool call as a job of its own. It starts before anything is awaited. */
async function carryOut(
  run: Run,
  name: string,
  call: PlannedCall | ImpossibleCall,
  refusal: ErrorRecord | null,
): Promise<ToolOutcome> {
  if ('error' in call) return { ok: false, path: call.tool, error: call.error }
  const path = aboutOf(call) ?? call.tool
  if (refusal && codeOf(call).length > 0) return { ok: false, path, error: refusal }
  try {
    return await taskScript(call.script)({ ...call.args, run, call: name })
  } catch (error) {
    if (isSuspension(error)) throw error
    return { ok: false, path, error: toErrorRecord(error) }
  }
}

/**
 * Waits until a person has looked at the code; null when they agree. It is a flow of its own: what waits in
 * `waitForApproval` can be resumed only in a workflow without a parent, and this one may be a step of a flow.
 */
async function askPerson(run: Run, call: string, { calls }: Choice): Promise<ErrorRecord | null> {
  const items = calls.flatMap((each) => ('args' in each ? codeOf(each) : []))
  const decision = await taskFlow('f/openanalyst/approve_code')({ run, call, items })
  return decision.approved ? null : { code: NOT_APPROVED, message: decision.reason, details: {} }
}

async function finish(run: Run, answer: string, outcomes: ToolOutcome[]): Promise<TaskResult> {
  const { status, error } = judge(answer, outcomes)
  if (status === 'failed') return await fail(run, error!)
  const works = worksOf(outcomes).map(({ kind, path, change, result }) => ({ kind, path, change, result }))
  const ended = { status, answer, works }
  await step('finish_task', () => closeTask(run, ended, realClock))
  return ended
}

async function fail(run: Run, error: ErrorRecord): Promise<never> {
  await step('finish_task', () => failTask(run, error, realClock))
  throw new CodedError(error.code, error.message, error.details)
}
