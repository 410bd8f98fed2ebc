import { taskScript } from 'windmill-client'
import type { Begun, Outcome, PlannedCall } from './begun.ts'
import { settled } from './settled.ts'

/** What a hook is asked about. */
export interface Delegation {
  /** Names of agents. */
  from: string
  to: string
  task: unknown
  /** Names of agents from the outermost run's to the one that delegates. */
  path: string[]
  run_id: string
}

/**
 * Asks the team's hook about each delegation among `calls`, as a job of its own, all at the same time. A hook can veto one
 * or rewrite its task; one that fails lets nothing through. Without a hook the calls are as they were.
 */
export async function askHook({ run, agent, input }: Begun, calls: PlannedCall[]): Promise<PlannedCall[]> {
  const hook = agent.definition.delegation.before
  const asked = hook ? calls.map((call) => memberOf(call)) : []
  if (!hook || asked.every((to) => to === undefined)) return calls
  const answers = await Promise.all(
    calls.map((call, index) => {
      const to = asked[index]
      if (to === undefined) return undefined
      const { path, run_id } = run
      const delegation: Delegation = {
        from: agent.definition.name,
        to,
        task: call.arguments.task ?? input,
        path,
        run_id,
      }
      return settled(taskScript(hook)(delegation))
    }),
  )
  return calls.map((call, index) => (answers[index] ? answered(call, answers[index]) : call))
}

/** Whom a call hands work to; undefined for one that hands none. */
function memberOf(call: PlannedCall): string | undefined {
  if (call.plan !== 'call' && call.plan !== 'ask') return undefined
  const { target } = call
  return target.kind === 'agent' || target.kind === 'member_flow' ? target.agent : undefined
}

function answered(call: PlannedCall, answer: Outcome): PlannedCall {
  const { id, call_id, place, tool, arguments: args } = call
  const refuse = (code: string, message: string): PlannedCall => {
    return { id, call_id, place, tool, arguments: args, plan: 'refuse', error: { code, message, details: {} } }
  }
  if (!answer.ok) return refuse('DELEGATION_HOOK_FAILED', `The hook before delegations failed: ${answer.error.message}`)
  const { veto, task } = (answer.value ?? {}) as { veto?: string | null; task?: string | null }
  if (veto) return refuse('DELEGATION_VETOED', veto)
  return task ? { ...call, arguments: { ...args, task } } : call
}
