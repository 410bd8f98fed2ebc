import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type OpenAnalyst, startOpenAnalyst } from '../../helpers/open-analyst.ts'
import { type ModelTurn, type ScriptedModel, startScriptedModel } from '../../helpers/scripted-model.ts'

let analyst: OpenAnalyst
let model: ScriptedModel | undefined

beforeAll(async () => {
  analyst = await startOpenAnalyst()
})
afterAll(async () => {
  await analyst?.stop()
})
afterEach(async () => {
  await model?.stop()
  model = undefined
  await analyst.useModel()
})

async function script(turns: ModelTurn[], kind: RT.LlmProvider['kind'] = 'offline') {
  model = await startScriptedModel(turns, kind)
  await analyst.useModel(model.provider)
}

const creates = (name: string, code: string): ModelTurn => ({
  answer: {
    calls: [{ name: 'create_windmill_script', arguments: { name, language: 'bun', code, description: 'For a test.' } }],
  },
})
const says = (text: string): ModelTurn => ({ answer: { text } })
interface Script {
  content: string
  hash: string
  parent_hashes: string[]
  schema: { properties: object }
}

const getScript = (path: string) => analyst.call('GET', `/scripts/get/p/${path}`) as Promise<Script>

describe('the hello-world task, "Create a simple hello world script"', () => {
  test('is routed, the script is made in Windmill and run, and its result comes over the WebSocket', async () => {
    const { success, result, events, taskId } = await analyst.put('Create a simple hello world script')

    expect({ success, status: result.status }).toEqual({ success: true, status: 'completed' })
    const made = await getScript('u/admin/hello_world')
    expect(made.content).toContain('export async function main')
    expect(made.schema.properties).toMatchObject({ name: { type: 'string', default: 'world' } })

    const last = events.at(-1)!
    expect(last).toMatchObject({ type: 'TASK_COMPLETED', run_id: taskId, data: { status: 'completed' } })
    expect(last.data.works).toMatchObject([{ kind: 'script', path: 'u/admin/hello_world', change: 'created' }])
    expect(last.message).toMatch(/hello,? world/i)
    expect(events.map(({ type }) => type)).toEqual(expect.arrayContaining(['TASK_STARTED', 'TASK_PROGRESS']))
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1))
  })

  test('each tool and each made script is a job of its own', async () => {
    await analyst.put('Create a simple hello world script')
    const jobs = (await analyst.call('GET', '/jobs/list?per_page=100&success=true')) as { script_path: string }[]
    expect(jobs.map(({ script_path }) => script_path)).toEqual(
      expect.arrayContaining([
        'f/openanalyst/core/log_activity',
        'f/openanalyst/core/send_ws_message',
        'f/openanalyst/route_task',
        'f/openanalyst/tools/create_windmill_script',
        'u/admin/hello_world',
      ]),
    )
  })
})

test('a task that it cannot do gets an honest no', async () => {
  const { success, result, events } = await analyst.put('Fly me to the moon')
  expect(success).toBe(true)
  expect(result).toMatchObject({ status: 'declined', answer: expect.stringContaining("I can't") })
  expect(events.at(-1)).toMatchObject({ type: 'TASK_COMPLETED', data: { status: 'declined' } })
})

describe('a model', () => {
  test('that is down fails the task with the remedy', async () => {
    await script([])
    await model!.stop()
    const { success, result, events } = await analyst.put('Create a simple hello world script')
    expect(success).toBe(false)
    expect(result.error).toMatchObject({
      code: 'LLM_UNREACHABLE',
      message: expect.stringMatching(/\(ECONNREFUSED\)\. Start it with `npm run model`/),
    })
    expect(events.at(-1)).toMatchObject({ type: 'TASK_FAILED', message: result.error!.message })
    expect(events.filter(({ type }) => type === 'TASK_FAILED')).toHaveLength(1)
  })

  test('that is missing fails the task with what would get it', async () => {
    await script([{ answer: { status: 404, body: '{"error":{"message":"model \'scripted\' not found"}}' } }])
    const { result, events } = await analyst.put('Create a simple hello world script')
    expect(result.error).toMatchObject({
      code: 'LLM_MODEL_NOT_FOUND',
      message: expect.stringContaining('has no model scripted (needed by the router)'),
    })
    expect(events.at(-1)).toMatchObject({ type: 'TASK_FAILED', data: { error: { code: 'LLM_MODEL_NOT_FOUND' } } })
  })
})

describe('a made script', () => {
  test('whose run fails is reported with its error', async () => {
    const broken = creates('breaks', "export function main() { throw new RangeError('out of range') }")
    await script([broken, says('It does not work.')])
    const { success, result, events } = await analyst.put('Make something that breaks')
    expect(success).toBe(false)
    expect(result.error).toMatchObject({
      code: 'SCRIPT_FAILED',
      message: 'The script u/admin/breaks failed: RangeError: out of range',
    })
    expect(events.at(-1)).toMatchObject({ type: 'TASK_FAILED', message: result.error!.message })
  })

  test('may be mended by the model, as a new version; the old one stays', async () => {
    const broken = "export function main() { throw new Error('not yet') }"
    const mended = 'export function main() { return 42 }'
    await script([creates('mended', broken), creates('mended', mended), says('Mended: it returns 42.')])
    const { result } = await analyst.put('Make something that must be mended')
    expect(result).toMatchObject({
      status: 'completed',
      works: [{ path: 'u/admin/mended', change: 'changed', result: 42 }],
    })
    const { content, parent_hashes } = await getScript('u/admin/mended')
    expect(content).toBe(mended)
    const old = (await analyst.call('GET', `/scripts/get/h/${parent_hashes[0]}`)) as { content: string }
    expect(old.content).toBe(broken)
  })

  test('may be run again by its path', async () => {
    await script([creates('echo_text', 'export function main(text = "none") { return text }'), says('Made.')])
    await analyst.put('Make an echo')
    await analyst.useModel()
    const { result } = await analyst.put('run u/admin/echo_text with text=Ada')
    expect(result).toMatchObject({ status: 'completed', works: [{ path: 'u/admin/echo_text', result: 'Ada' }] })
  })
})

test('a flow of scripts and code is deployed, run, and hands results on', async () => {
  await script([creates('give_two', 'export function main() { return 2 }'), says('Made.')])
  await analyst.put('Make a two')
  await model!.stop()
  const steps = [
    { id: 'give', script_path: 'u/admin/give_two' },
    {
      id: 'double',
      code: 'export function main(n: number, by: number) { return n * by }',
      input_transforms: {
        n: { type: 'javascript', expr: 'results.give' },
        by: { type: 'javascript', expr: 'flow_input.by' },
      },
    },
  ]
  const args = { name: 'double_two', steps, description: 'Doubles two.', arguments: { by: 10 } }
  await script([{ answer: { calls: [{ name: 'create_windmill_flow', arguments: args }] } }, says('It is 20.')])
  const { result } = await analyst.put('Make a flow that multiplies two')
  expect(result).toMatchObject({
    status: 'completed',
    works: [{ kind: 'flow', path: 'u/admin/double_two', change: 'created', result: 20 }],
  })
  expect(await analyst.call('GET', '/flows/get/u/admin/double_two')).toMatchObject({
    value: { modules: [{ id: 'give', value: { type: 'script', path: 'u/admin/give_two' } }, { id: 'double' }] },
  })
})

describe('code of a real model, where jobs are not isolated', () => {
  beforeAll(async () => {
    await analyst.call('POST', '/variables/update/f/openanalyst/jobs_isolated', { value: 'false' })
  })

  /** Answers the question as soon as it is asked. */
  const answering = (approved: boolean) => (event: { data: Record<string, unknown> }) => {
    const { job_id } = (event.data.approval ?? {}) as { job_id?: string }
    if (job_id) void answer(job_id, approved)
  }
  async function answer(job: string, approved: boolean): Promise<void> {
    await suspended(job)
    await analyst.call('POST', `/jobs_u/flow/resume_suspended/${job}`, { approved })
  }
  /** The question is asked by a step; the flow is suspended once that step has ended. */
  async function suspended(job: string): Promise<void> {
    for (;;) {
      const { flow_status } = (await analyst.call('GET', `/jobs_u/get/${job}`)) as {
        flow_status: { modules: { type: string }[] }
      }
      if (flow_status.modules.some(({ type }) => type === 'WaitingForEvents')) return
    }
  }

  test('is run after a yes', async () => {
    await script([creates('by_a_model', 'export function main() { return 1 }'), says('Made.')], 'openai')
    const { result, events } = await analyst.put('Make something', answering(true))
    expect(result).toMatchObject({ status: 'completed', works: [{ path: 'u/admin/by_a_model', result: 1 }] })
    const asked = events.findIndex(({ data }) => data.status === 'waiting_approval')
    expect(events[asked]!.data).toMatchObject({ approval: { items: [{ name: 'by_a_model', language: 'bun' }] } })
    expect(events[asked + 1]!.data).toMatchObject({ decision: { approved: true } })
  })

  test('is not even deployed after a no', async () => {
    await script([creates('refused', 'export function main() { return 1 }'), says('Nothing was made.')], 'openai')
    const { result } = await analyst.put('Make something', answering(false))
    expect(result).toMatchObject({ status: 'declined', answer: 'Nothing was made.' })
    await expect(getScript('u/admin/refused')).rejects.toThrow('404')
  })
})
