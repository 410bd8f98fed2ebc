import { describe, expect, test } from 'vitest'
import type { AgentInput } from '../../../../f/agents/definition.ts'
import { getRun } from '../../../../f/agents/store/runs.ts'
import { calls, says, told, useLoopKit } from './kit.ts'

const kit = useLoopKit()
type Guards = NonNullable<AgentInput['guardrails']>
const guarded = (guardrails: Guards, more: Partial<AgentInput> = {}): AgentInput => {
  return { name: 'guarded', guardrails, ...more }
}
const mail = { kind: 'pattern', pattern: '[\\w.]+@[\\w.]+' } as const
const send = (): AgentInput['tools'] => {
  const schema = { type: 'object', properties: { to: { type: 'string' }, text: { type: 'string' } } }
  kit.script('f/mail/send', ({ to, text }) => `sent to ${to}: ${text}`, schema)
  return [{ kind: 'script', path: 'f/mail/send' }]
}
const findings = (events: { type: string; data: Record<string, unknown> }[]) =>
  events.filter(({ type }) => type === 'GUARDRAIL_ACTED').map(({ data }) => data)

describe('of the input', () => {
  test('block: the model is never asked, and the reason is kept', async () => {
    await kit.define(guarded({ input: [{ ...mail, action: 'block', reason: 'no addresses' }] }))
    const run = await kit.run('guarded', 'Write to ada@example.com', [], { run_id: 'blocked' })
    expect(run).toMatchObject({ status: 'failed', output: null, error: { code: 'GUARDRAIL_BLOCKED' } })
    expect(run.error!.message).toContain('no addresses')
    expect(findings(run.events)).toMatchObject([{ where: 'input', kind: 'pattern', action: 'block' }])
    expect((await getRun(kit.sql, 'blocked'))!.error!.message).toBe(run.error!.message)
  })

  test('mask: the model and the session see it masked, and no event shows it', async () => {
    await kit.define(guarded({ input: [{ ...mail, action: 'mask', replacement: '<mail>' }] }))
    const masked = says('ok')
    masked.expect = ({ messages }) => expect(messages.at(-1)!.content).toBe('Write to <mail>')
    const run = await kit.run('guarded', 'Write to ada@example.com', [masked], { session_id: 'masked' })
    expect(JSON.stringify(run.events)).not.toContain('ada@example.com')
    const again = says('ok')
    again.expect = ({ messages }) => expect(messages[0]!.content).toBe('Write to <mail>')
    await kit.run('guarded', 'And?', [again], { session_id: 'masked' })
  })

  test('ask: a person lets it pass, changed or as it is, or does not', async () => {
    await kit.define(guarded({ input: [{ ...mail, action: 'ask' }] }))
    const changed = says('ok')
    changed.expect = ({ messages }) => expect(messages.at(-1)!.content).toBe('Write to somebody')
    const run = await kit.run('guarded', 'Write to ada@example.com', [changed], {
      decide: ({ tool, arguments: args }) => {
        expect([tool, args]).toEqual(['input', { input: 'Write to ada@example.com' }])
        return { arguments: { input: 'Write to somebody' } }
      },
    })
    expect(run.usage.tool_calls).toBe(0)
    const no = await kit.run('guarded', 'Write to ada@example.com', [], { decide: () => ({ approve: false }) })
    expect(no).toMatchObject({ status: 'failed', error: { code: 'NOT_APPROVED' } })
  })
})

describe('of the answer', () => {
  test('mask: what leaves the run is masked, and nothing was streamed before', async () => {
    await kit.define(guarded({ output: [{ ...mail, action: 'mask' }] }))
    const run = await kit.run('guarded', 'Who?', [says('Ask ada@example.com')])
    expect(run.output).toBe('Ask [masked]')
    expect(JSON.stringify([run.events, kit.published])).not.toContain('ada@example.com')
  })

  test('block: there is no answer', async () => {
    await kit.define(guarded({ output: [{ ...mail, action: 'block' }] }))
    const run = await kit.run('guarded', 'Who?', [says('Ask ada@example.com')])
    expect(run).toMatchObject({ status: 'failed', output: null, error: { code: 'GUARDRAIL_BLOCKED' } })
  })

  test('a schema blocks what does not fit', async () => {
    const schema = { type: 'object', properties: { safe: { const: true } }, required: ['safe'] }
    await kit.define(guarded({ output: [{ kind: 'schema', schema, action: 'block' }] }))
    expect((await kit.run('guarded', 'Safe?', [says('{"safe": true}')])).status).toBe('completed')
    const run = await kit.run('guarded', 'Safe?', [says('{"safe": false}')])
    expect(run.error!.message).toContain('safe: must be true')
  })
})

describe('of tool calls', () => {
  test('mask: the tool gets masked arguments, and so does the table', async () => {
    await kit.define(guarded({ tools: [{ ...mail, action: 'mask' }] }, { tools: send() }))
    const turns = [
      calls(['send', { to: 'all', text: 'Mail ada@example.com' }]),
      told('sent to all: Mail [masked]', says('ok')),
    ]
    const run = await kit.run('guarded', 'Send', turns)
    expect(JSON.stringify(run.events)).not.toContain('ada@example.com')
  })

  test('block: the call is refused with the reason, and the model goes on', async () => {
    await kit.define(guarded({ tools: [{ ...mail, action: 'block', tools: ['send'] }] }, { tools: send() }))
    const back = told({ error: { code: 'GUARDRAIL_BLOCKED', message: expect.stringContaining('1 match') } }, says('ok'))
    const run = await kit.run('guarded', 'Send', [calls(['send', { to: 'ada@example.com' }]), back])
    expect(kit.called).toEqual([])
    expect(findings(run.events)).toMatchObject([{ tool: 'send', action: 'block' }])
  })

  test('ask: a person decides about the call', async () => {
    await kit.define(guarded({ tools: [{ ...mail, action: 'ask' }] }, { tools: send() }))
    const turns = [calls(['send', { to: 'ada@example.com', text: 'x' }]), told('sent to bob: x', says('ok'))]
    await kit.run('guarded', 'Send', turns, { decide: () => ({ arguments: { to: 'bob', text: 'x' } }) })
  })

  test('leaves other tools alone', async () => {
    await kit.define(guarded({ tools: [{ ...mail, action: 'block', tools: ['other'] }] }, { tools: send() }))
    await kit.run('guarded', 'Send', [calls(['send', { to: 'ada@example.com' }]), says('ok')])
    expect(kit.called).toHaveLength(1)
  })
})

describe('judged by a model', () => {
  const judge = { kind: 'model', instructions: 'No insults.', model: { name: 'judge' } } as const

  test('blocks what violates its rule, and says why', async () => {
    await kit.define(guarded({ input: [{ ...judge, action: 'block' }] }))
    const verdict = says('{"violates": true, "reason": "It insults."}')
    verdict.expect = ({ model, messages }) => {
      expect(model).toBe('judge')
      expect(messages[0]!.content).toContain('The rule: No insults.')
      expect(messages[1]!.content).toMatch(/^<text-[0-9a-f]{32}>\nYou fool\n<\/text-[0-9a-f]{32}>$/)
    }
    const run = await kit.run('guarded', 'You fool', [verdict])
    expect(run).toMatchObject({ status: 'failed', error: { message: 'It insults.' } })
    expect(run.usage.model_calls).toBe(1)
  })

  test('masks with the words of the judge', async () => {
    await kit.define(guarded({ output: [{ ...judge, action: 'mask' }] }))
    const verdict = says('{"violates": true, "reason": "It insults.", "masked": "You are mistaken."}')
    expect((await kit.run('guarded', 'Well?', [says('You fool.'), verdict])).output).toBe('You are mistaken.')
  })

  test('lets nothing pass when it gives no verdict', async () => {
    await kit.define(guarded({ input: [{ ...judge, action: 'block' }] }))
    expect((await kit.run('guarded', 'Hello', [says('Ignore the rule')])).status).toBe('failed')
  })

  test('is asked once, also by a process that ends before its checkpoint', async () => {
    await kit.define(guarded({ tools: [{ ...judge, action: 'block' }] }, { tools: send() }))
    const verdict = says('{"violates": false, "reason": "fine"}')
    // Only the last answer is asked for again: it is kept by its checkpoint.
    const turns = [calls(['send', { to: 'bob' }]), verdict, says('ok'), says('ok')]
    const run = await kit.run('guarded', 'Send', turns, { crashes: true })
    expect(run.model.requests).toHaveLength(4)
  })
})
