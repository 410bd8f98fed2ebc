/** Twenty flows of five kinds, each of which reports its steps and has a result that is known beforehand. */
import type { Json, JsonObject } from '../../../../services/windmill/src/shared/json.ts'

/** Tells the counter that a step has begun; answers how many jobs have begun it. */
const REPORT = `async function report(counter: string, name: string): Promise<number> {
  const from = "server=" + encodeURIComponent(process.env.BASE_URL!)
  await fetch(counter + "/" + process.env.WM_JOB_ID + "?" + from)
  const url = counter + "/" + process.env.WM_JOB_ID + "?name=" + encodeURIComponent(name) + "&" + from
  return (await (await fetch(url, { method: "POST" })).json()).jobs
}`

/** Scripts that the flows call, by path. */
export const SCRIPTS: Record<string, string> = {
  'f/crash/answer': `${REPORT}
export async function main(counter: string, name: string, value: any) { await report(counter, name); return value }`,
  'f/crash/fail_once': `${REPORT}
export async function main(counter: string, name: string, value: any) {
  if ((await report(counter, name)) === 1) throw new Error("the first job of this step fails")
  return value
}`,
  'f/crash/workflow': `import { step, task, taskScript, workflow } from "windmill-client"
${REPORT}
const double = task(async (counter: string, name: string, x: number) => { await report(counter, name + "/double"); return x * 2 })
export const main = workflow(async (counter: string, name: string, value: number) => {
  const first = await step("first", async () => { await report(counter, name + "/first"); return value })
  const [doubled, called] = await Promise.all([
    double(counter, name, first),
    taskScript("f/crash/answer")({ counter, name: name + "/called", value: 100 }),
  ])
  const last = await step("last", async () => { await report(counter, name + "/last"); return doubled + called })
  return { first, last }
})`,
}

type Step = JsonObject & { id: string }

const given = (expr: string) => ({ type: 'javascript', expr })

/** A step that reports as `name` (an expression) and answers `value` (an expression). */
const call = (id: string, name: string, value: string, script = 'f/crash/answer', more: JsonObject = {}): Step => ({
  id,
  value: {
    type: 'script',
    path: script,
    input_transforms: { counter: given('flow_input.counter'), name: given(name), value: given(value) },
  },
  ...more,
})

const named = (step: string) => `flow_input.name + '/${step}'`

const loop = (parallel: boolean): Step => ({
  id: 'each',
  value: {
    type: 'forloopflow',
    iterator: given('[1, 2, 3]'),
    modules: [
      call('once', `flow_input.name + '/' + flow_input.iter.index`, 'flow_input.iter.value * flow_input.value'),
    ],
    skip_failures: false,
    parallel,
  },
})

const SUM = call('sum', named('sum'), 'results.each.reduce((a, b) => a + b, 0)')

/** Flows by path, each for the input `{counter, name, value}`. */
export const FLOWS: Record<string, Step[]> = {
  'f/crash/loop': [loop(false), SUM],
  'f/crash/parallel_loop': [loop(true), SUM],
  'f/crash/branches': [
    {
      id: 'choose',
      value: {
        type: 'branchone',
        branches: [{ expr: 'flow_input.value % 2 === 0', modules: [call('even', named('even'), "'even'")] }],
        default: [call('odd', named('odd'), "'odd'")],
      },
    },
    {
      id: 'both',
      value: {
        type: 'branchall',
        parallel: true,
        branches: [
          { modules: [call('left', named('left'), 'flow_input.value')] },
          { modules: [call('right', named('right'), '-flow_input.value')] },
        ],
      },
    },
    call('end', named('end'), '[results.choose, ...results.both]'),
  ],
  'f/crash/retry': [
    call('again', named('again'), 'flow_input.value', 'f/crash/fail_once', {
      retry: { constant: { attempts: 2, seconds: 0 } },
    }),
    call('after', named('after'), 'results.again + 1'),
  ],
  'f/crash/approval': [
    call('ask', named('ask'), 'flow_input.value', 'f/crash/answer', { suspend: { required_events: 1, timeout: 3600 } }),
    call('act', named('act'), '[results.ask, resume.note]'),
  ],
}

/** One run, and what it has to come to. */
export interface Planned {
  id: string
  name: string
  /** Of a flow, or of the workflow-as-code script. */
  path: string
  value: number
  result: Json
}

/** What a person answers to a flow that asks. */
export const NOTE = 'go on'

/** The result of a path for a value. */
function resultOf(path: string, value: number): Json {
  switch (path) {
    case 'f/crash/branches':
      return [value % 2 === 0 ? 'even' : 'odd', value, -value]
    case 'f/crash/retry':
      return value + 1
    case 'f/crash/approval':
      return [value, NOTE]
    case 'f/crash/workflow':
      return { first: value, last: value * 2 + 100 }
    default:
      return value * 6
  }
}

/** Twenty runs: of each flow and of the workflow in turn. */
export function planRuns(newId: () => string): Planned[] {
  const paths = [...Object.keys(FLOWS), 'f/crash/workflow']
  return Array.from({ length: 20 }, (_, value) => {
    const path = paths[value % paths.length]!
    return { id: newId(), name: `${path} ${value}`, path, value, result: resultOf(path, value) }
  })
}
