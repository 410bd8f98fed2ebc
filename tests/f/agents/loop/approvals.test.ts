import { describe, expect, test } from 'vitest'
import type { AgentInput } from '../../../../f/agents/definition.ts'
import { getRun } from '../../../../f/agents/store/runs.ts'
import { pendingApprovals } from '../../../../f/agents/store/tool_calls.ts'
import { calls, says, told, typesOf, useLoopKit } from './kit.ts'

const kit = useLoopKit()
const amount = { type: 'object', properties: { amount: { type: 'number' } }, required: ['amount'] }
const pay = () => kit.script('f/bank/pay', ({ amount }) => `paid ${amount}`, amount)
const payer = (approval: 'always' | 'never' | { when: string }): AgentInput => {
  return { name: 'payer', tools: [{ kind: 'script', path: 'f/bank/pay', approval }] }
}

describe('a tool that asks before each call', () => {
  test('waits for a person, and runs with the arguments of the model', async () => {
    pay()
    await kit.define(payer('always'))
    let waiting: unknown
    const run = await kit.run('payer', 'Pay 5', [calls(['pay', { amount: 5 }]), told('paid 5', says('Paid.'))], {
      run_id: 'asked',
      decide: (question) => {
        waiting = question
        return { approvers: ['bob'] }
      },
    })
    expect(waiting).toMatchObject({ tool: 'pay', arguments: { amount: 5 }, reason: 'pay asks before each call' })
    const markdown = 'pay waits for a person: pay asks before each call'
    expect(kit.asked).toEqual([{ render_all: [{ markdown }, { amount: 5 }] }])
    expect(run).toMatchObject({ status: 'completed', output: 'Paid.' })
    expect(kit.called).toMatchObject([{ path: 'f/bank/pay', args: { amount: 5 } }])
    expect(typesOf(run.events)).toEqual([
      ...['RUN_STARTED', 'MODEL_ANSWERED', 'TOOL_CALLED', 'APPROVAL_REQUESTED', 'APPROVAL_DECIDED', 'TOOL_RETURNED'],
      ...['MODEL_ANSWERED', 'RUN_ENDED'],
    ])
    expect(run.events[4]).toMatchObject({ message: 'bob agreed to pay', data: { approved: true, approver: 'bob' } })
  })

  test('shows what waits while it waits, and the run as waiting', async () => {
    pay()
    await kit.define(payer('always'))
    const seen: unknown[] = []
    await kit.run('payer', 'Pay 5', [calls(['pay', { amount: 5 }]), says('Paid.')], {
      run_id: 'watched',
      decide: () => ({}),
      wait: async () => {
        seen.push((await getRun(kit.sql, 'watched'))!.status, await pendingApprovals(kit.sql, 'watched'))
      },
    })
    expect(seen).toEqual([
      'waiting_approval',
      [
        {
          ...{ key: expect.any(String), run_id: 'watched', tool: 'pay', arguments: { amount: 5 } },
          ...{ reason: 'pay asks before each call', approval_job: expect.any(String) },
        },
      ],
    ])
    expect(await pendingApprovals(kit.sql, 'watched')).toEqual([])
    expect((await getRun(kit.sql, 'watched'))!.status).toBe('completed')
  })

  test('runs with the arguments as the person left them', async () => {
    pay()
    await kit.define(payer('always'))
    const turns = [calls(['pay', { amount: 500 }]), told('paid 50', says('Paid 50.'))]
    await kit.run('payer', 'Pay 500', turns, { decide: () => ({ arguments: { amount: 50 } }) })
    expect(kit.called).toMatchObject([{ args: { amount: 50 } }])
  })

  test.each([
    ['a no', { approve: false, reason: 'too much' }, 'too much'],
    [
      "a no on Windmill's page",
      { error: { name: 'Disapproved', message: 'Disapproved by bob' } },
      'Disapproved by bob',
    ],
    ['nobody in time', { error: { name: 'SuspendedTimedOut', message: '…' } }, 'Nobody answered in time.'],
    ['changed arguments that do not fit', { arguments: { amount: 'all' } }, 'amount: must be number'],
  ])('is not called after %s, and the model is told why', async (_, decision, why) => {
    pay()
    await kit.define(payer('always'))
    const turns = [
      calls(['pay', { amount: 500 }]),
      told({ error: { code: 'NOT_APPROVED', message: expect.stringContaining(why) } }, says('I did not pay.')),
    ]
    const run = await kit.run('payer', 'Pay 500', turns, { decide: () => decision })
    expect(run).toMatchObject({ status: 'completed', usage: { tool_calls: 0 } })
    expect(kit.called).toEqual([])
  })

  test('never asks about arguments that do not fit', async () => {
    pay()
    await kit.define(payer('always'))
    const run = await kit.run('payer', 'Pay', [calls(['pay', { amount: 'all' }]), says('Sorry.')])
    expect(typesOf(run.events)).not.toContain('APPROVAL_REQUESTED')
  })

  test('any number wait at once, and plain calls go on beside them', async () => {
    pay()
    kit.script('f/bank/look', () => 7)
    const look = { kind: 'script', path: 'f/bank/look' } as const
    await kit.define({ ...payer('always'), tools: [...payer('always').tools!, look] })
    const wanted = calls(['pay', { amount: 1 }], ['look', {}], ['pay', { amount: 2 }])
    const run = await kit.run('payer', 'Pay', [wanted, says('Done.')], {
      decide: ({ arguments: { amount } }) => ({ approve: amount === 2 }),
    })
    expect(run.played.calls.map(({ path }) => path)).toEqual([
      'f/agents/guarded_call',
      'f/bank/look',
      'f/agents/guarded_call',
    ])
    expect(run.played.rounds).toBe(4)
    expect(kit.called.map(({ path, args }) => args.amount ?? path).toSorted()).toEqual([2, 'f/bank/look'])
  })
})

test('a tool can ask only when its arguments say so', async () => {
  pay()
  await kit.define(payer({ when: 'args.amount > 100' }))
  const asked: unknown[] = []
  await kit.run('payer', 'Pay', [calls(['pay', { amount: 100 }], ['pay', { amount: 101 }]), says('Done.')], {
    decide: ({ arguments: { amount }, reason }) => {
      asked.push([amount, reason])
      return {}
    },
  })
  expect(asked).toEqual([[101, 'pay asks when args.amount > 100']])
  expect(kit.called.map(({ args }) => args.amount).toSorted()).toEqual([100, 101])
})

test('an approved call runs at the version that its run pinned', async () => {
  pay()
  await kit.define(payer('always'))
  const run = await kit.run('payer', 'Pay 5', [calls(['pay', { amount: 5 }]), told('paid 5', says('Paid.'))], {
    decide: () => {
      kit.change('f/bank/pay', () => 'paid double')
      return {}
    },
  })
  expect(run.status).toBe('completed')
})
