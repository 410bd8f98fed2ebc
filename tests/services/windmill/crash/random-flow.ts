import type { JsonObject } from '../../../../services/windmill/src/shared/json.ts'
import type { FlowModule, FlowValue } from '../../../../services/windmill/src/shared/openflow.ts'

const given = (expr: string) => ({ type: 'javascript' as const, expr })

const ANSWERS = `export function main(x: any) { return x }`
const THROWS = `export function main(x: any) { throw new Error("thrown on " + JSON.stringify(x)) }`
/** Its first job fails, the next ones do not. */
const RECOVERS = (name: string) => `import { getVariable, setVariable } from "windmill-client"
export async function main(x: any) {
  const times = Number(await getVariable("${name}")) + 1
  await setVariable("${name}", String(times))
  if (times % 2 === 1) throw new Error("once more")
  return { x, times }
}`

/** A sub-flow that random flows call, and one that fails. */
export const SUBFLOWS: Record<string, FlowValue> = {
  'f/random/sub': {
    modules: [
      { id: 'a', value: script(ANSWERS, 'flow_input.x') },
      { id: 'b', value: { type: 'identity' } },
    ],
  },
  'f/random/failing': { modules: [{ id: 'a', value: script(THROWS, 'flow_input') }] },
}

function script(content: string, x: string) {
  return { type: 'rawscript' as const, language: 'bun', content, input_transforms: { x: given(x) } }
}

/** A flow of steps, loops and branches in each other, with settings here and there: the same one for the same numbers. */
export function randomFlow(random: () => number): FlowValue {
  let ids = 0
  const chance = (part: number) => random() < part
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const nextId = () => `s${++ids}`

  const input = () => pick(['previous_result', 'flow_input', 'flow_input.iter', '1', '[1, 2]', 'results.s1', 'resume'])

  const leaf = (): FlowModule['value'] => {
    const kind = random()
    if (kind < 0.45) return script(ANSWERS, input())
    if (kind < 0.6) return { type: 'identity' }
    if (kind < 0.72) return script(THROWS, input())
    if (kind < 0.87) return script(RECOVERS(`u/admin/${ids}`), input())
    const path = chance(0.7) ? 'f/random/sub' : 'f/random/failing'
    return { type: 'flow', path, input_transforms: { x: given(input()) } }
  }

  const value = (depth: number): FlowModule['value'] => {
    const kind = depth === 0 ? 1 : random()
    if (kind < 0.2) {
      const iterator = given(pick(['[1, 2, 3]', '[]', 'flow_input.list', 'previous_result', '[{ k: 1 }, null]']))
      const loop = { modules: modules(depth - 1), iterator, skip_failures: chance(0.4), parallel: chance(0.4) }
      return { type: 'forloopflow', ...loop, ...(chance(0.3) && { parallelism: 1 + Math.floor(random() * 2) }) }
    }
    if (kind < 0.27) {
      const last: FlowModule = { id: nextId(), value: { type: 'identity' } }
      last.stop_after_if = { expr: 'flow_input.iter.index >= 1', skip_if_stopped: chance(0.3) }
      const before = modules(depth - 1)
      // A step that always fails would keep the last one, which ends the loop, from being reached.
      return { type: 'whileloopflow', modules: [...before, last], skip_failures: before.length === 0 }
    }
    if (kind < 0.4) {
      const branches = [0, 1].map(() => ({
        expr: pick(['true', 'false', 'previous_result', 'flow_input.list.length > 1']),
        modules: modules(depth - 1),
      }))
      return { type: 'branchone', branches, default: modules(depth - 1) }
    }
    if (kind < 0.55) {
      const branches = [0, 1].map(() => ({ modules: modules(depth - 1), skip_failure: chance(0.4), parallel: true }))
      return { type: 'branchall', branches, parallel: chance(0.5) }
    }
    return leaf()
  }

  const settings = (inLoop: boolean): Partial<FlowModule> => ({
    ...(chance(0.15) && { retry: { constant: { attempts: 1 + Math.floor(random() * 2), seconds: pick([0, 5]) } } }),
    ...(chance(0.12) && { continue_on_error: true }),
    ...(chance(0.1) && { skip_if: { expr: pick(['previous_result == null', 'flow_input.list', 'false']) } }),
    ...(chance(0.1) && {
      stop_after_if: {
        expr: pick(['result', 'false', 'result?.error', 'result == 1']),
        skip_if_stopped: chance(0.3),
        ...(chance(0.3) && { error_message: 'stopped' }),
      },
    }),
    ...(chance(0.08) && { sleep: given('2') }),
    ...(!inLoop && chance(0.1) && { suspend: suspend() }),
    ...(chance(0.05) && { mock: { enabled: true, return_value: 'mocked' } }),
  })

  const suspend = (): JsonObject => ({
    required_events: pick([1, 1, 2]),
    timeout: 60,
    ...(chance(0.3) && { continue_on_disapprove_timeout: true }),
  })

  const modules = (depth: number): FlowModule[] =>
    Array.from({ length: Math.floor(random() * 3) + (depth === 2 ? 1 : 0) }, () => {
      const id = nextId()
      const own = value(depth)
      const all = own.type === 'forloopflow' && chance(0.2)
      return {
        id,
        value: own,
        ...settings(depth < 2),
        ...(all && { stop_after_all_iters_if: { expr: 'result.length > 1', skip_if_stopped: chance(0.5) } }),
      }
    })

  return {
    modules: modules(2),
    ...(chance(0.3) && { failure_module: { id: 'failure', value: script(ANSWERS, 'error') } }),
    ...(chance(0.1) && { early_return: 's1' }),
  }
}
