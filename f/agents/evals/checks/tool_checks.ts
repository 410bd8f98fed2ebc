import { isDeepStrictEqual } from 'node:util'
import type { MadeCall, RunFacts } from '../../store/run_facts.ts'
import type { EvalCheck } from '../suite.ts'
import { shown, type Verdict } from './verdict.ts'

export type ToolCheck = Extract<EvalCheck, { kind: 'called' | 'not_called' | 'called_in_order' | 'call_count' }>

/** Whether tools were called as a check wants it. What a model only asked for, and was refused, does not count. */
export function checkTools(check: ToolCheck, { calls }: RunFacts): Verdict {
  const verdict = (passed: boolean, message: string): Verdict => ({ kind: check.kind, passed, message })
  switch (check.kind) {
    case 'called': {
      const { tool, arguments: wanted, min, max = Number.POSITIVE_INFINITY } = check
      const of = calls.filter((call) => call.tool === tool)
      const found = of.filter((call) => wanted === undefined || isAmong(wanted, call.arguments)).length
      const like = wanted === undefined ? '' : ` with ${shown(wanted)}`
      const others = found === of.length ? '' : `; its calls: ${list(of)}`
      return verdict(found >= min && found <= max, `${tool} was called${like} ${times(found)}${others}`)
    }
    case 'not_called': {
      const found = calls.filter(({ tool }) => tool === check.tool)
      return verdict(found.length === 0, `${check.tool} was called ${times(found.length)}`)
    }
    case 'called_in_order': {
      let at = 0
      for (const { tool } of calls) if (tool === check.tools[at]) at += 1
      const order = calls.map(({ tool }) => tool).join(', ') || 'none'
      return verdict(at === check.tools.length, `Wanted ${check.tools.join(', ')}; called were ${order}`)
    }
    case 'call_count': {
      const { min = 0, max = Number.POSITIVE_INFINITY } = check
      return verdict(calls.length >= min && calls.length <= max, `There were ${calls.length} calls: ${list(calls)}`)
    }
  }
}

/** Whether all that `wanted` says is so in `value`: each property of an object, and any other value as a whole. */
export function isAmong(wanted: unknown, value: unknown): boolean {
  if (!isObject(wanted) || !isObject(value)) return isDeepStrictEqual(wanted, value)
  return Object.entries(wanted).every(([key, part]) => Object.hasOwn(value, key) && isAmong(part, value[key]))
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const times = (count: number) => (count === 0 ? 'not at all' : count === 1 ? 'once' : `${count} times`)
const list = (calls: MadeCall[]) =>
  calls.map(({ tool, arguments: args }) => `${tool} ${shown(args)}`).join(', ') || 'none'
