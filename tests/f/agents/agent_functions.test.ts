import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type OpenAnalyst, startOpenAnalyst } from '../../helpers/open-analyst.ts'

let analyst: OpenAnalyst
beforeAll(async () => {
  analyst = await startOpenAnalyst()
})
afterAll(async () => analyst?.stop())

interface Run {
  id: string
  status: string
  output: string
  session_id: string
  ended_at: string | null
  pending_approvals: { key: string }[]
}

/** A request to the API of agents. */
async function api<T>(method: string, path: string, body?: object): Promise<T> {
  const { baseUrl, token } = analyst.target
  const response = await fetch(`${baseUrl}/api/r/openanalyst/v1/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
  })
  const answer = await response.json()
  expect(response.ok, JSON.stringify(answer)).toBe(true)
  return answer as T
}

const ask = (agent: string, input: string) => api<Run>('POST', `agents/${agent}/runs`, { input, wait: true })
const eventsOf = async (run: Run) =>
  (await api<{ events: { type: string; data: Record<string, unknown> }[] }>('GET', `runs/${run.id}/events`)).events

/** Deploys a script of two numbers; answers its path. */
async function deploy(name: string, expression: string): Promise<string> {
  const path = `u/admin/${name}`
  const number = { type: 'number' }
  await analyst.call('POST', '/scripts/create', {
    ...{ path, language: 'bun', summary: `${name} of two numbers`, description: '', lock: '' },
    content: `export function main(a: number, b: number) { return ${expression} }`,
    schema: { type: 'object', properties: { a: number, b: number }, required: ['a', 'b'] },
  })
  return path
}

// With the offline model: the words say which function is called.
describe('agent functions', () => {
  test('function calling', async () => {
    const path = await deploy('add', 'a + b')
    await api('POST', 'agents', { name: 'calculator', tools: [{ kind: 'script', path }] })
    const run = await ask('calculator', 'Use add with a=2 b=40')
    expect(run).toMatchObject({ status: 'completed', output: expect.stringContaining('42') })
    const jobs = (await analyst.call('GET', `/jobs/list?script_path_exact=${path}&success=true`)) as object[]
    expect(jobs).toHaveLength(1)
  })

  test('memory retrieval', async () => {
    await api('POST', 'agents', { name: 'friend', memory: { facts: 'auto' } })
    await ask('friend', 'My name is Ada')
    const kept = async () => (await api<{ memories: { content: string }[] }>('GET', 'memories?kind=fact')).memories
    while ((await kept()).length === 0);
    const run = await ask('friend', 'What is my name?')
    expect(run.output).toBe('Your name is Ada.')
    const recalled = (await eventsOf(run)).find(({ type }) => type === 'MEMORIES_RECALLED')
    const byVector = { content: "The user's name is Ada.", why: expect.stringContaining('by vector') }
    expect(recalled?.data.memories).toContainEqual(expect.objectContaining(byVector))
    const vectors = `
      import { dataTable } from '/f/lib/store/index.ts'
      export const main = () =>
        dataTable()\`SELECT vector_dims(embedding) AS dimensions FROM memories WHERE kind = 'fact'\`.fetch()`
    const preview = { language: 'bun', path: 'u/admin/of_a_test', content: vectors, args: {} }
    expect(await analyst.call('POST', '/jobs/run_wait_result/preview', preview)).toEqual([{ dimensions: 1536 }])
  })

  test('workflow integration', async () => {
    const path = 'u/admin/double_sum'
    const sum = await deploy('sum', 'a + b')
    const input = (expr: string) => ({ type: 'javascript', expr })
    const inputs = { a: input('flow_input.a'), b: input('flow_input.b') }
    const content = 'export function main(n: number) { return `doubled: ${n * 2}` }'
    const number = { type: 'number' }
    await analyst.call('POST', '/flows/create', {
      ...{ path, summary: 'The double of a sum', description: '' },
      schema: { type: 'object', properties: { a: number, b: number }, required: ['a', 'b'] },
      value: {
        modules: [
          { id: 'sum', value: { type: 'script', path: sum, input_transforms: inputs } },
          {
            id: 'double',
            value: { type: 'rawscript', language: 'bun', content, input_transforms: { n: input('results.sum') } },
          },
        ],
      },
    })
    await api('POST', 'agents', { name: 'worker', tools: [{ kind: 'flow', path }] })
    const run = await ask('worker', 'Use double_sum with a=1 b=20')
    expect(run, JSON.stringify(run)).toMatchObject({
      ...{ status: 'completed', output: expect.stringContaining('doubled: 42') },
    })
    expect((await eventsOf(run)).map(({ type }) => type)).toEqual(
      expect.arrayContaining(['TOOL_CALLED', 'TOOL_RETURNED']),
    )

    // A call that a person agreed to is made at the version of the flow that the run began with.
    await api('POST', 'agents', { name: 'asker', tools: [{ kind: 'flow', path, approval: 'always' }] })
    const asked = await ask('asker', 'Use double_sum with a=1 b=20')
    expect(asked.status).toBe('waiting_approval')
    const key = asked.pending_approvals[0]!.key
    await api('POST', `runs/${asked.id}/approvals/${key}`, { approve: true, arguments: { a: 1, b: 1 } })
    const now = () => api<Run>('GET', `runs/${asked.id}`)
    let seen = await now()
    while (!seen.ended_at) seen = await now()
    expect(seen.output).toContain('doubled: 4')
  })
})
