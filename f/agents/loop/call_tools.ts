import { taskFlow, taskScript } from 'windmill-client'
import { deriveId } from '../../lib/ids.ts'
import type { MemberTarget, PinnedMember, Target } from '../closure/index.ts'
import type { EndedRun } from '../store/end_run.ts'
import { type TaskOutcome, workBoard } from '../team/index.ts'
import type { Begun, CallResult, Outcome, PlannedCall } from './begun.ts'
import { askHook } from './delegation_hook.ts'
import { type CallToMake, jobOfCall } from './job_of_call.ts'
import { withoutReferences } from './references.ts'
import { settled } from './settled.ts'

/** Runs a script or flow at a version that is not the live one any more. */
const CALL_PINNED = 'f/agents/tools/call_pinned'
/** Asks a person, then calls. */
export const GUARDED_CALL = 'f/agents/guarded_call'

/**
 * Makes the tool calls of one answer, all at the same time, and answers what they came to, in their order. All of them
 * are started in one synchronous `map`: their keys in the checkpoint are handed out in the order of the calls, so a
 * replay must make them in the same order. Boards, which go on in waves, come after, one by one, for the same reason.
 */
export async function callTools(begun: Begun, planned: PlannedCall[]): Promise<CallResult[]> {
  const calls = await askHook(begun, planned)
  const results = await Promise.all(calls.map((call) => resultOf(call, begin(begun, call))))
  for (const [index, call] of calls.entries()) {
    if (call.plan === 'board') results[index] = { call, ok: true, value: await workOn(begun, call) }
  }
  return results
}

/** Gives every member the input of the run, all at the same time. */
export async function askAllMembers(begun: Begun): Promise<CallResult[]> {
  const calls = begun.agent.members.map((member, nth) => {
    const place = `0.${nth + 1}`
    return callMember(member, deriveId(begun.run.run_id, place), place, withoutReferences(begun.input), true)
  })
  return await callTools(begun, calls)
}

/** A call that gives a member a task, in a conversation of its own. */
function callMember(member: PinnedMember, id: string, place: string, task: unknown, live: boolean): PlannedCall {
  const { name, target } = member
  return { id, call_id: '', place, tool: name, arguments: { task }, plan: 'call', target, live }
}

/** Starts what a call is to start; undefined for what needs no job of its own. */
function begin(begun: Begun, call: PlannedCall): PromiseLike<unknown> | undefined {
  if (call.plan === 'refuse' || call.plan === 'board') return undefined
  const { id, target, arguments: args } = call
  const input = withoutReferences(begun.input)
  const made: CallToMake = { id, target, arguments: args, input, run: begun.run }
  if (call.plan === 'call') return start(made, call.live)
  const { reason, parameters, place, tool } = call
  return taskFlow(GUARDED_CALL)({ question: withoutReferences({ ...made, reason, parameters, place, tool }) })
}

/** Starts the job of a call. Nothing is awaited before. */
function start(call: CallToMake, live: boolean): PromiseLike<unknown> {
  const { kind, path, args } = jobOfCall(call)
  if (!live) return taskScript(CALL_PINNED)({ runnable: call.target.runnable, args, key: call.id })
  return kind === 'flow' ? taskFlow(path)(args) : taskScript(path)(args)
}

async function resultOf(call: PlannedCall, job: PromiseLike<unknown> | undefined): Promise<CallResult> {
  if (call.plan === 'refuse') return { call, ok: false, error: call.error, refused: true }
  if (call.plan === 'board' || !job) return { call, ok: true, value: null }
  const outcome = await settled(job)
  // A guarded call says itself what it came to: its flow does not fail when the call does.
  const called = call.plan === 'ask' && outcome.ok ? (outcome.value as Outcome) : outcome
  return { call, ...readOutcome(call.target, called) }
}

/** The answer of a member stands in the result of its run, and so does why there is none. */
function readOutcome(target: Target | MemberTarget, outcome: Outcome): Outcome {
  if (!outcome.ok || target.kind !== 'agent') return outcome
  const { status, output, error } = outcome.value as Pick<EndedRun, 'status' | 'output' | 'error'>
  if (status === 'completed') return { ok: true, value: output }
  return { ok: false, error: error ?? { code: 'RUN_ENDED', message: `The member's run is ${status}.`, details: {} } }
}

/** Has a board's tasks done by the members, wave by wave. */
function workOn(begun: Begun, board: Extract<PlannedCall, { plan: 'board' }>): Promise<TaskOutcome[]> {
  return workBoard(board.tasks, async (wave) => {
    const calls = wave.map(({ id, member: name, text }) => {
      const member = begun.agent.members.find((each) => each.name === name)!
      return callMember(member, deriveId(board.id, id), `${board.place}.${id}`, text, board.live[name] ?? false)
    })
    return await callTools(begun, calls)
  })
}
