import type { Json, JsonObject } from '../../../../services/windmill/src/shared/json.ts'
import type {
  FlowModule,
  FlowModuleValue,
  FlowValue,
  InputTransform,
} from '../../../../services/windmill/src/shared/openflow.ts'

/** Short words to write flows with. */

export const js = (expr: string): InputTransform => ({ type: 'javascript', expr })
export const fixed = (value: Json): InputTransform => ({ type: 'static', value })

type More = Partial<Omit<FlowModule, 'id' | 'value'>>

export function script(
  id: string,
  content: string,
  inputs: Record<string, InputTransform> = {},
  more: More = {},
): FlowModule {
  return { id, value: { type: 'rawscript', language: 'bun', content, input_transforms: inputs }, ...more }
}

/** A step that returns what an expression gives. */
export const gives = (id: string, expr: string, more: More = {}): FlowModule =>
  script(id, 'export function main(x: any) { return x }', { x: js(expr) }, more)

/** A step that throws. */
export const throws = (id: string, message: string, more: More = {}): FlowModule =>
  script(id, 'export function main(message: string) { throw new Error(message) }', { message: fixed(message) }, more)

/** A step that throws when its input is `bad`, and returns its input otherwise. */
export const refuses = (id: string, bad: Json, expr: string, more: More = {}): FlowModule =>
  script(
    id,
    'export function main(x: any, bad: any) { if (x === bad) throw new Error("refused " + x); return x }',
    { x: js(expr), bad: fixed(bad) },
    more,
  )

export const subflow = (
  id: string,
  path: string,
  inputs: Record<string, InputTransform> = {},
  more: More = {},
): FlowModule => ({
  id,
  value: { type: 'flow', path, input_transforms: inputs },
  ...more,
})

type ForLoop = Extract<FlowModuleValue, { type: 'forloopflow' }>
type WhileLoop = Extract<FlowModuleValue, { type: 'whileloopflow' }>

export const each = (
  id: string,
  list: string,
  modules: FlowModule[],
  value: Partial<ForLoop> = {},
  more: More = {},
): FlowModule => ({
  id,
  value: { type: 'forloopflow', iterator: js(list), modules, skip_failures: false, parallel: false, ...value },
  ...more,
})

export const again = (
  id: string,
  modules: FlowModule[],
  value: Partial<WhileLoop> = {},
  more: More = {},
): FlowModule => ({
  id,
  value: { type: 'whileloopflow', modules, skip_failures: false, ...value },
  ...more,
})

export const choose = (
  id: string,
  branches: [string, ...FlowModule[]][],
  fallback: FlowModule[] = [],
  more: More = {},
): FlowModule => ({
  id,
  value: { type: 'branchone', branches: branches.map(([expr, ...modules]) => ({ expr, modules })), default: fallback },
  ...more,
})

type Branches = { modules: FlowModule[]; skip_failure?: boolean }[]

export const all = (id: string, branches: Branches, parallel = true, more: More = {}): FlowModule => ({
  id,
  value: { type: 'branchall', branches: branches.map((branch) => ({ skip_failure: false, ...branch })), parallel },
  ...more,
})

export const flow = (modules: FlowModule[], more: Partial<FlowValue> = {}): FlowValue => ({ modules, ...more })

export const stopIf = (expr: string, more: JsonObject = {}) => ({
  stop_after_if: { expr, skip_if_stopped: false, ...more },
})

export const approval = (more: FlowModule['suspend'] = {}) => ({
  suspend: { required_events: 1, timeout: 600, ...more },
})

/** A failure module that says what it was told. */
export const handler: FlowModule = script(
  'failure',
  'export function main(message: string, step: string) { return { handled: message, step } }',
  { message: js('error.message'), step: js('error.step_id ?? null') },
)
