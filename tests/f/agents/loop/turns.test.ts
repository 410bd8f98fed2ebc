import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import type { AgentInput } from '../../../../f/agents/definition.ts'
import { calls, says, told, typesOf, useLoopKit } from './kit.ts'

const kit = useLoopKit()
const number = { type: 'object', properties: { x: { type: 'number' } }, required: ['x'] }
const double = () => kit.script('f/math/double', ({ x }) => (x as number) * 2, number)
const counter: AgentInput = {
  name: 'counter',
  instructions: 'You count.',
  tools: [{ kind: 'script', path: 'f/math/double' }],
}
const errorOf = (code: string) => ({ error: { code, message: expect.any(String) } })

describe('a turn without tools', () => {
  test('answers with the words of the model', async () => {
    await kit.define({ name: 'plain', instructions: 'You are brief.' })
    const run = await kit.run('plain', 'Hello', [
      {
        expect: ({ messages, tools }) => {
          expect(messages).toEqual([
            { role: 'system', content: 'You are brief.' },
            { role: 'user', content: 'Hello' },
          ])
          expect(tools).toBeUndefined()
        },
        answer: { text: 'Hi.' },
      },
    ])
    expect(run).toMatchObject({ status: 'completed', output: 'Hi.', error: null })
    expect(run.usage).toEqual({ input_tokens: 10, output_tokens: 5, model_calls: 1, tool_calls: 0 })
    expect(typesOf(run.events)).toEqual(['RUN_STARTED', 'MODEL_ANSWERED', 'RUN_ENDED'])
    expect(run.events.map(({ seq }) => seq)).toEqual([1, 2, 3])
  })

  test('streams its words to the hub as they come, and each event after it stands in the table', async () => {
    await kit.define({ name: 'plain' })
    await kit.run('plain', 'Hello', [says('One two three.')], { session_id: 'streamed' })
    const pieces = kit.published.filter(({ type }) => type === 'TOKENS').map(({ payload }) => payload)
    expect(pieces.map(({ text }) => text).join('')).toBe('One two three.')
    expect(pieces.map(({ nth }) => nth)).toEqual(pieces.map((_, index) => index))
    const events = kit.published.filter(({ type }) => type !== 'TOKENS').map(({ type }) => type)
    expect(events).toEqual(['RUN_STARTED', 'MODEL_ANSWERED', 'RUN_ENDED'])
  })

  test('goes on with what was said before in its session', async () => {
    await kit.define({ name: 'plain' })
    await kit.run('plain', 'I am Ada.', [says('Hello Ada.')], { session_id: 'one' })
    const again = says('Ada.')
    again.expect = ({ messages }) =>
      expect(messages.map(({ content }) => content)).toEqual(['I am Ada.', 'Hello Ada.', 'Who am I?'])
    await kit.run('plain', 'Who am I?', [again], { session_id: 'one' })
  })
})

describe('a turn with tools', () => {
  test('calls them all and tells the model what came', async () => {
    double()
    await kit.define(counter)
    const run = await kit.run('counter', 'Double 3 and 4', [
      calls(['double', { x: 3 }], ['double', { x: 4 }]),
      {
        expect: ({ messages }) => expect(messages.slice(-2).map(({ content }) => content)).toEqual(['6', '8']),
        answer: { text: '6 and 8' },
      },
    ])
    expect(run.output).toBe('6 and 8')
    expect(kit.called.map(({ args }) => args.x)).toEqual([3, 4])
    expect(run.usage.tool_calls).toBe(2)
    expect(typesOf(run.events)).toEqual([
      ...['RUN_STARTED', 'MODEL_ANSWERED', 'TOOL_CALLED', 'TOOL_CALLED'],
      ...['TOOL_RETURNED', 'TOOL_RETURNED', 'MODEL_ANSWERED', 'RUN_ENDED'],
    ])
  })

  test('starts all calls of one answer before any has ended', async () => {
    double()
    await kit.define(counter)
    const run = await kit.run('counter', 'Both', [calls(['double', { x: 1 }], ['double', { x: 2 }]), says('done')])
    expect(run.played.calls.map(({ key }) => key)).toEqual(['double', 'double_2'])
    // Begin and ask, both calls, ask; then the end.
    expect(run.played.rounds).toBe(4)
  })

  test('shows the model what the tool takes, and gives each call an idempotency key that it does not see', async () => {
    const schema = {
      ...{ $schema: 'x', type: 'object', order: ['order', 'idempotency_key'], required: ['order', 'idempotency_key'] },
      properties: {
        order: { type: 'string', description: 'Its number', originalType: 'string', default: null },
        idempotency_key: { type: 'string' },
      },
    }
    kit.script('f/shop/ship', () => 'shipped', schema)
    await kit.define({ name: 'shop', tools: [{ kind: 'script', path: 'f/shop/ship', description: 'Ships.' }] })
    const first = calls(['ship', { order: 'A1' }])
    first.expect = ({ tools }) =>
      expect(tools![0]!.function).toEqual({
        ...{ name: 'ship', description: 'Ships.' },
        parameters: {
          ...{ type: 'object', required: ['order'], additionalProperties: false },
          properties: { order: { type: 'string', description: 'Its number' } },
        },
      })
    await kit.run('shop', 'Ship A1', [first, told('shipped', says('done'))])
    expect(kit.called).toEqual([
      { path: 'f/shop/ship', args: { order: 'A1', idempotency_key: expect.stringMatching(/^[0-9a-f]{32}$/) } },
    ])
  })

  test('calls a flow as it calls a script', async () => {
    kit.flow('f/orders/refund', ({ order }) => ({ refunded: order }), { type: 'object', properties: { order: {} } })
    await kit.define({ name: 'shop', tools: [{ kind: 'flow', path: 'f/orders/refund', name: 'give_back' }] })
    const run = await kit.run('shop', 'Refund A1', [
      calls(['give_back', { order: 'A1' }]),
      told({ refunded: 'A1' }, says('Done.')),
    ])
    expect(run.played.calls).toMatchObject([{ path: 'f/orders/refund', kind: 'flow' }])
  })

  test('a failing tool is the model’s to mend', async () => {
    kit.script('f/math/double', () => Promise.reject(new Error('out of numbers')), number)
    await kit.define(counter)
    const broken = told({ error: { code: 'INTERNAL', message: 'out of numbers' } }, says('It is broken.'))
    const run = await kit.run('counter', 'Double 3', [calls(['double', { x: 3 }]), broken])
    expect(run).toMatchObject({ status: 'completed', output: 'It is broken.' })
    expect(run.events.find(({ type }) => type === 'TOOL_RETURNED')).toMatchObject({ level: 'warn' })
  })
})

describe('what a model gets wrong goes back to it', () => {
  test('an unknown tool, with the names that there are', async () => {
    double()
    await kit.define(counter)
    const back = told(
      { error: { code: 'UNKNOWN_TOOL', message: 'There is no tool triple; there are: double.' } },
      says('ok'),
    )
    expect((await kit.run('counter', 'Triple 3', [calls(['triple', { x: 3 }]), back])).status).toBe('completed')
    expect(kit.called).toEqual([])
  })

  test.each([
    ['no JSON', '{"x": 3', 'The arguments are no JSON'],
    ['no object', '[3]', 'must be a JSON object'],
    ['a wrong type', '{"x": "three"}', 'x: must be number, is string'],
    ['a missing one', '{}', 'x is missing'],
    ['an unknown one', '{"x": 3, "y": 4}', 'y is not known; there is x'],
    ['a reference to a secret', '{"x": "$var:f/x/secret"}', 'must not begin with $var:'],
  ])('arguments that do not fit: %s', async (_, text, message) => {
    double()
    await kit.define(counter)
    const back = told(errorOf('BAD_ARGUMENTS'), says('Sorry.'))
    const run = await kit.run('counter', 'Double', [calls(['double', text]), back])
    const refused = run.events.find(({ type }) => type === 'TOOL_CALLED')!
    expect(refused.data.error).toMatchObject({ code: 'BAD_ARGUMENTS', message: expect.stringContaining(message) })
    expect(kit.called).toEqual([])
  })

  test('a bad call beside a good one stops only itself', async () => {
    double()
    await kit.define(counter)
    await kit.run('counter', 'Both', [calls(['double', { x: 3 }], ['double', {}]), says('6')])
    expect(kit.called.map(({ args }) => args.x)).toEqual([3])
  })
})

describe('limits', () => {
  test('max_turns ends the run', async () => {
    double()
    await kit.define({ ...counter, limits: { max_turns: 2 } })
    const run = await kit.run('counter', 'On and on', [calls(['double', { x: 1 }]), calls(['double', { x: 2 }])])
    expect(run).toMatchObject({ status: 'failed', error: { code: 'MAX_TURNS', details: { max_turns: 2 } } })
  })

  test('calls past max_tool_calls are refused, and the model told to answer', async () => {
    double()
    await kit.define({ ...counter, limits: { max_tool_calls: 1 } })
    const run = await kit.run('counter', 'Twice', [
      calls(['double', { x: 1 }], ['double', { x: 2 }]),
      told(errorOf('MAX_TOOL_CALLS'), calls(['double', { x: 3 }])),
      told(errorOf('MAX_TOOL_CALLS'), says('2')),
    ])
    expect(run.output).toBe('2')
    expect(kit.called).toHaveLength(1)
    expect(run.usage.tool_calls).toBe(1)
  })

  test('a run past its deadline asks the model no more', async () => {
    kit.script('f/math/double', () => {}, number)
    await kit.define({ ...counter, limits: { deadline_s: 0.000_001 } })
    const run = await kit.run('counter', 'Late', [])
    expect(run).toMatchObject({ status: 'failed', error: { code: 'DEADLINE' } })
  })

  test('a model that does not answer is not waited for after the deadline', async () => {
    const silent = createServer(() => {})
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const base_url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/v1`
    kit.door.resources.set('u/ada/silent', { kind: 'openai', base_url, models: { chat: 'm', embedding: 'm' } })
    const model = { provider: 'u/ada/silent', fallbacks: [{ name: 'never asked' }] }
    await kit.define({ name: 'patient', model, limits: { deadline_s: 0.5 } })
    const run = await kit.run('patient', 'Hello?', [])
    expect(run).toMatchObject({ status: 'failed', error: { code: 'DEADLINE' } })
    silent.closeAllConnections()
    silent.close()
  })
})

describe('an answer of a schema', () => {
  const schema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }
  const asked = { name: 'where', output_schema: schema }

  test('is JSON that fits', async () => {
    await kit.define(asked)
    const first = says('```json\n{"city": "Turin"}\n```')
    first.expect = (request) => {
      expect(request.messages[0]!.content).toContain('"city"')
      expect(request.response_format).toMatchObject({ type: 'json_schema' })
    }
    expect((await kit.run('where', 'Where?', [first])).output).toEqual({ city: 'Turin' })
  })

  test('is asked for once more, with what does not fit', async () => {
    await kit.define(asked)
    const second = says('{"city": "Turin"}')
    second.expect = ({ messages }) => {
      expect(messages.at(-2)).toMatchObject({ role: 'assistant', content: '{"town": 1}' })
      expect(messages.at(-1)!.content).toContain('city is missing')
    }
    expect((await kit.run('where', 'Where?', [says('{"town": 1}'), second])).output).toEqual({ city: 'Turin' })
  })

  test('fails the run when it does not fit a second time', async () => {
    await kit.define(asked)
    const run = await kit.run('where', 'Where?', [says('Turin'), says('It is Turin')])
    expect(run).toMatchObject({ status: 'failed', error: { code: 'OUTPUT_INVALID' } })
  })
})

describe('a provider that fails', () => {
  const down = { answer: { status: 401, body: '{"error":{"message":"no"}}' } }

  test('gives way to the next model, which is told to the run', async () => {
    await kit.define({ name: 'safe', model: { name: 'first', fallbacks: [{ name: 'second' }] } })
    const second = says('Here I am.')
    second.expect = ({ model }) => expect(model).toBe('second')
    const run = await kit.run('safe', 'Hello', [down, second])
    expect(run).toMatchObject({ status: 'completed', output: 'Here I am.' })
    expect(run.events.find(({ type }) => type === 'MODEL_FAILED')).toMatchObject({
      level: 'warn',
      data: { error: { code: 'LLM_UNAUTHORIZED' } },
    })
  })

  test('fails the run when there is no other', async () => {
    await kit.define({ name: 'bare' })
    const run = await kit.run('bare', 'Hello', [down])
    expect(run).toMatchObject({ status: 'failed', error: { code: 'LLM_UNAUTHORIZED' } })
    expect(typesOf(run.events)).toEqual(['RUN_STARTED', 'MODEL_FAILED', 'RUN_ENDED'])
  })
})

describe('a process that ends before the checkpoint of each step', () => {
  test('leaves one event, one model call and one tool call of each, and asks again for the last answer only', async () => {
    double()
    await kit.define(counter)
    const turns = [calls(['double', { x: 3 }], ['double', { x: 4 }]), says('6 and 8'), says('6 and 8')]
    const run = await kit.run('counter', 'Double 3 and 4', turns, { crashes: true })
    expect(run.output).toBe('6 and 8')
    expect(run.usage).toEqual({ input_tokens: 20, output_tokens: 10, model_calls: 2, tool_calls: 2 })
    expect(run.model.requests).toHaveLength(3)
    const keys = run.events.map(({ type, step }) => `${type} ${step}`)
    expect(new Set(keys).size).toBe(keys.length)
  })
})
