import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { ModelTurn } from '../../helpers/scripted-model.ts'
import { type ApiBench, startApiBench } from './api/kit.ts'

// What other tests show in their process, with a door in Windmill's place, is shown here on a Windmill.

let bench: ApiBench
let mail: Server
let sent: unknown[]
beforeAll(async () => {
  bench = await startApiBench()
  const { call } = bench.analyst
  await call('POST', '/folders/create', { name: 'shop', extra_perms: { 'g/all': false } })
  const script = (name: string, content: string, properties: object) =>
    call('POST', '/scripts/create', {
      ...{ path: `f/shop/${name}`, language: 'bun', content, summary: name, description: '', lock: '' },
      schema: { type: 'object', properties, required: Object.keys(properties) },
    })
  const text = { type: 'string' }
  await script('pay', 'export function main(amount: number) { return `paid ${amount}` }', {
    amount: { type: 'number' },
  })
  await script(
    'hook',
    `export function main(to: string, task: string) {
      return to === 'stranger' ? { veto: 'strangers do nothing' } : { task: task + ', please' }
    }`,
    { to: text, task: text },
  )
  await call('POST', '/flows/create', {
    ...{ path: 'f/shop/shout', summary: 'Shouts', description: '' },
    schema: { type: 'object', properties: { task: text }, required: ['task'] },
    value: {
      modules: [
        {
          id: 'shout',
          value: {
            ...{ type: 'rawscript', language: 'bun' },
            content: 'export function main(text: string) { return text.toUpperCase() }',
            input_transforms: { text: { type: 'javascript', expr: 'flow_input.task' } },
          },
        },
      ],
    },
  })
  for (const name of ['clerk', 'stranger']) await bench.ask('POST', 'agents', { name })
  mail = await startMail()
})
afterEach(() => bench.model.check())
afterAll(async () => {
  mail?.closeAllConnections()
  await new Promise((resolve) => mail?.close(resolve) ?? resolve(null))
  await bench?.stop()
})

/** An MCP server that sends mail for whoever has ada's token. */
async function startMail(): Promise<Server> {
  sent = []
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    if (request.headers.authorization !== 'Bearer of-ada') return void response.writeHead(401).end()
    const mcp = new McpServer({ name: 'mail', version: '1' })
    mcp.registerTool('send', { description: 'Sends.', inputSchema: { to: z.string() } }, ({ to }) => {
      sent.push(to)
      return { content: [{ type: 'text', text: `sent to ${to}` }] }
    })
    const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined, enableJsonResponse: true })
    await mcp.connect(transport)
    await transport.handleRequest(request, response, text ? JSON.parse(text) : undefined)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

const calls = (...wanted: [name: string, args: object][]): ModelTurn => ({
  answer: { calls: wanted.map(([name, args]) => ({ name, arguments: args })) },
})
const says = (text: string): ModelTurn => ({ answer: { text } })
/** A turn that is told this by the tool, or the user, before. */
const told = (content: string, turn: ModelTurn): ModelTurn => ({
  ...turn,
  expect: ({ messages }) => expect(messages.at(-1)!.content).toContain(content),
})

async function run(agent: string, input: string, ...turns: ModelTurn[]) {
  bench.model.play(...turns)
  const { body } = await bench.run(agent, input)
  expect(body, JSON.stringify(body.error)).toMatchObject({ status: 'completed' })
  return body
}

describe('a team of the mode', () => {
  const members = [
    { kind: 'agent', agent: 'clerk' },
    { kind: 'flow', path: 'f/shop/shout', name: 'shouter' },
  ]
  const team = (mode: string, more: object = {}) =>
    bench.ask('POST', 'agents', { name: `team_${mode}`, mode, members, ...more })

  test('route hands over to a flow, whose answer is the answer', async () => {
    await team('route')
    const body = await run('team_route', 'hello', calls(['transfer_to_shouter', {}]))
    expect(body.output).toBe('HELLO')
  })

  test('coordinate has work done at the same time, and a hook rewrites and vetoes it', async () => {
    const stranger = { kind: 'agent', agent: 'stranger' }
    await team('coordinate', { members: [...members, stranger], delegation: { before: 'f/shop/hook' } })
    const body = await run(
      'team_coordinate',
      'Go',
      calls(
        ['delegate_to_clerk', { task: 'count' }],
        ['delegate_to_shouter', { task: 'shout' }],
        ['delegate_to_stranger', { task: 'anything' }],
      ),
      told('count, please', says('3')),
      {
        ...says('3 and SHOUT, PLEASE'),
        expect: ({ messages }) => {
          const results = messages.filter(({ role }) => role === 'tool').map(({ content }) => content)
          expect(results).toEqual(['3', 'SHOUT, PLEASE', expect.stringContaining('strangers do nothing')])
        },
      },
    )
    expect(body.output).toBe('3 and SHOUT, PLEASE')
    expect(body.usage).toMatchObject({ model_calls: 3 })
  })

  test('broadcast asks everybody, then answers once', async () => {
    await team('broadcast')
    const body = await run('team_broadcast', 'hello', says('hi'), told('HELLO', says('Both greet.')))
    expect(body.output).toBe('Both greet.')
  })

  test('tasks does what depends on each other in waves', async () => {
    await team('tasks')
    const tasks = [
      { id: 'b', member: 'shouter', task: 'write', depends_on: ['a'] },
      { id: 'a', member: 'clerk', task: 'count' },
    ]
    const turns = [calls(['plan_tasks', { tasks }]), says('7'), told('"status":"done"', says('Done.'))]
    const body = await run('team_tasks', 'Go', ...turns)
    expect(body.output).toBe('Done.')
    const board = bench.model.requests.at(-1)!.messages.at(-1)!.content!
    expect(JSON.parse(board)[0].result).toContain('A: "7"')
  })
})

describe('approvals', () => {
  test('two wait at once, and each is decided on its own', async () => {
    const tools = [{ kind: 'script', path: 'f/shop/pay', approval: 'always' }]
    await bench.ask('POST', 'agents', { name: 'payer', tools })
    bench.model.play(calls(['pay', { amount: 1 }], ['pay', { amount: 2 }]))
    const { run_id } = (await bench.ask('POST', 'agents/payer/runs', { input: 'Pay twice' })).body
    const keys = async () => (await bench.ask('GET', `runs/${run_id}`)).body.pending_approvals
    while ((await keys()).length < 2);
    const [one, two] = (await keys()).toSorted((a: { arguments: { amount: number } }, b: typeof a) => {
      return a.arguments.amount - b.arguments.amount
    })
    bench.model.play({
      ...says('One of two.'),
      expect: ({ messages }) => {
        const results = messages.filter(({ role }) => role === 'tool').map(({ content }) => content)
        expect(results).toEqual(['paid 10', expect.stringContaining('enough')])
      },
    })
    const decide = (key: string, decision: object) => bench.ask('POST', `runs/${run_id}/approvals/${key}`, decision)
    expect((await decide(two.key, { approve: false, reason: 'enough' })).status).toBe(200)
    expect((await decide(one.key, { approve: true, arguments: { amount: 10 } })).status).toBe(200)
    expect((await bench.until(run_id, 'completed')).output).toBe('One of two.')
  })

  test('a guard asks about an answer, which a person changes', async () => {
    const guard = { kind: 'pattern', pattern: 'secret', action: 'ask', reason: 'it names a secret' }
    await bench.ask('POST', 'agents', { name: 'guarded', guardrails: { output: [guard] } })
    bench.model.play(says('The secret is 42'))
    const { body } = await bench.run('guarded', 'What is it?')
    expect(body).toMatchObject({ status: 'waiting_approval', pending_approvals: [{ tool: 'output' }] })
    const [{ key }] = body.pending_approvals
    const decision = { approve: true, arguments: { output: 'The number is 42' } }
    expect((await bench.ask('POST', `runs/${body.id}/approvals/${key}`, decision)).status).toBe(200)
    expect((await bench.until(body.id, 'completed')).output).toBe('The number is 42')
  })
})

describe('tools', () => {
  test("of an MCP server are called with the user's own credentials", async () => {
    const url = `http://127.0.0.1:${(mail.address() as AddressInfo).port}/mcp`
    await bench.analyst.call('POST', '/resources/create', {
      ...{ path: 'u/ada/mail', resource_type: 'mcp_server', value: { url, token: 'of-ada' } },
    })
    await bench.ask('POST', 'agents', { name: 'mailer', tools: [{ kind: 'mcp', resource: 'u/{user}/mail' }] })
    await run('mailer', 'Mail Bob', calls(['send', { to: 'Bob' }]), told('sent to Bob', says('Sent.')))
    expect(sent).toEqual(['Bob'])
  })

  test('that every agent may have find, make and run what is in Windmill, for their user', async () => {
    const names = ['search_workspace', 'create_windmill_script', 'create_windmill_flow', 'execute_windmill_task']
    const tools = [...names, 'remember', 'forget'].map((name) => ({ kind: 'builtin', name }))
    await bench.ask('POST', 'agents', { name: 'builder', tools })
    const code = 'export function main(name: string) { return `Hello ${name}` }'
    const script = { name: 'greet', language: 'bun', code, description: 'Greets.', arguments: { name: 'Ada' } }
    const step = {
      id: 'greet',
      script_path: 'u/ada/greet',
      input_transforms: { name: { type: 'static', value: 'Bob' } },
    }
    await run(
      'builder',
      'Build',
      calls(['search_workspace', { query: 'pay' }]),
      told('f/shop/pay', calls(['create_windmill_script', script])),
      told(
        'Hello Ada',
        calls(['create_windmill_flow', { name: 'greetings', description: 'Greets Bob.', steps: [step] }]),
      ),
      told('Hello Bob', calls(['execute_windmill_task', { script_path: 'u/ada/greet', arguments: { name: 'Eve' } }])),
      told('Hello Eve', calls(['remember', { content: 'The user builds greetings.' }])),
      told('kept', says('Built.')),
    )
    const { memories } = (await bench.ask('GET', 'memories')).body
    expect(memories).toMatchObject([{ content: 'The user builds greetings.' }])
    const forgets = [calls(['forget', { memory_id: memories[0].id }]), told('forgotten', says('Forgotten.'))]
    await run('builder', 'Forget that I build', ...forgets)
    expect((await bench.ask('GET', 'memories')).body.memories).toEqual([])
  })
})

describe('the hub', () => {
  const asked = (path: string, token: string) =>
    fetch(`${bench.analyst.target.baseUrl}/api/w/openanalyst/${path}`, {
      headers: { authorization: `Bearer ${token}` },
    })

  test('is one resource to jobs, whose values are the variables of the installation, with the rights of their user', async () => {
    const { hubUrl, publishToken, call } = bench.analyst
    const hub = 'resources/get_value_interpolated/f/openanalyst/hub'
    expect(await (await asked(hub, bench.ada)).json()).toEqual({ endpoint: hubUrl, token: publishToken })
    const path = 'f/openanalyst/hub_publish_token'
    const text = await (await asked('resources/get_value/f/openanalyst/hub', bench.ada)).text()
    expect(text).toContain(`$var:${path}`)
    // Whoever has no part in the folder reads neither.
    await call('POST', '/folders/update/openanalyst', { extra_perms: {} })
    expect([
      (await asked(hub, bench.bob)).status,
      (await asked(`variables/get_value/${path}`, bench.bob)).status,
    ]).toEqual([404, 404])
    await call('POST', '/folders/update/openanalyst', { extra_perms: { 'g/all': false } })
  })
})
