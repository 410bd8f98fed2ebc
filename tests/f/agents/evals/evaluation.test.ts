import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { decideForCase } from '../../../../f/agents/approvals/decide_for_case.ts'
import {
  type AskModel,
  closeEvaluation,
  deleteEvaluation,
  judgeCase,
  listEvaluations,
  openEvaluation,
  planCase,
} from '../../../../f/agents/evals/index.ts'
import { openConversation } from '../../../../f/agents/sessions/index.ts'
import { addRecorded, findRecorded } from '../../../../f/agents/store/recordings.ts'
import { createRun, getRun } from '../../../../f/agents/store/runs.ts'
import { chatOnTape, readTape } from '../../../../f/agents/tape/index.ts'
import { chat } from '../../../../f/lib/llm/index.ts'
import { appendEvents, dataTable } from '../../../../f/lib/store/index.ts'
import { type ScriptedModel, startScriptedModel } from '../../../helpers/scripted-model.ts'
import { useDataTable } from '../../../helpers/use-data-table.ts'

const data = useDataTable()
let model: ScriptedModel
beforeAll(async () => {
  model = await startScriptedModel()
})
afterEach(() => model.check())
afterAll(async () => {
  await model?.stop()
})

const at = '2026-11-21T10:00:00Z'
const user_id = 'ada'
const sql = dataTable()
const ask: AskModel = (_, request) => chat(model.provider, request)
const caseOf = (name: string, ...checks: object[]) => ({ name, input: `Do ${name}`, checks })
const suite = (...cases: object[]) => ({ name: 'A suite', agent: 'helper', cases })
const open = (id: string, given: object, more: object = {}) =>
  openEvaluation(sql, { id, user_id, suite: given, mode: 'live', recording_id: null, only: null, at, ...more })

/** What run_agent leaves: a run that has ended, a tool call that was made and one that was refused. */
async function leaveRun(run_id: string, output: string): Promise<void> {
  const agent = { agent_id: 'helper', agent_version: 1, agent: 'helper', input: 'x' }
  await createRun(sql, { id: run_id, user_id, session_id: run_id, ...agent, at })
  const usage = { input_tokens: 30, output_tokens: 12, model_calls: 1, tool_calls: 1 }
  await sql`
    UPDATE runs SET status = 'completed', output = ${JSON.stringify(output)}::text::jsonb, usage = ${usage}::jsonb,
      cost = 0.5, ended_at = created_at + interval '2 seconds'
    WHERE id = ${run_id}`.execute()
  const made = { tool: 'add', arguments: { a: 1 }, status: 'completed' }
  const refused = { tool: 'send', arguments: {}, status: 'refused' }
  for (const [index, call] of [refused, made].entries())
    await sql`
      INSERT INTO tool_calls (id, run_id, place, tool, arguments, status, created_at)
      VALUES (${`${run_id}/${index}`}, ${run_id}, ${`1.${index + 1}`}, ${call.tool}, ${call.arguments}::jsonb,
        ${call.status}, ${at}::timestamptz)`.execute()
  const event = { key: 'turn/1', type: 'MODEL_ANSWERED', step: null, at, level: 'info' as const, message: '', data: {} }
  await appendEvents(sql, run_id, [event])
}

describe('a call that asks a person', () => {
  const approvals = [{ tool: 'pay', approve: true, arguments: { amount: 5 } }]
  const check = { kind: 'turns', max: 1 }
  test.each([
    ['by its case', 'pay', { approve: true, arguments: { amount: 5 }, reason: 'The case says so.' }],
    ['by its suite', 'send', { approve: false, arguments: null, reason: 'Nothing is sent.' }],
    ['by nobody, which is a no', 'delete', { approve: false, reason: expect.stringContaining('"tool": "delete"') }],
  ])('is decided %s', async (_, tool, decision) => {
    const given = suite({ ...caseOf('asks', check), approvals })
    const own = [{ tool: 'send', approve: false, reason: 'Nothing is sent.' }]
    await open('asks', { ...given, approvals: own })
    const of = { evaluation_id: 'asks', case_name: 'asks', tool }
    expect(await decideForCase(sql, { user_id, ...of })).toMatchObject({ ...decision, approver: 'the evaluation' })
    await expect(decideForCase(sql, { user_id: 'bob', ...of })).rejects.toThrow('There is no evaluation')
  })
})

describe('deleting an evaluation', () => {
  test('takes its runs and its recordings, once nothing of it runs', async () => {
    const one = suite(caseOf('gone', { kind: 'turns', max: 1 }))
    const key = { user_id, evaluation_id: 'gone' }
    await open('gone', one, { mode: 'record' })
    const { run_id } = await planCase(sql, { ...key, name: 'gone' }, at)
    await openConversation(sql, { user_id, session_id: run_id, agent: 'helper', at })
    const agent = { agent_id: 'helper', agent_version: 1, agent: 'helper', input: 'x' }
    await createRun(sql, { id: run_id, user_id, session_id: run_id, ...agent, at })
    await addRecorded(
      sql,
      { recording_id: 'gone', case_name: 'gone' },
      {
        ...{ hash: 'h', request: {}, answer: { answer: { text: 'kept' } } as never, at },
      },
    )
    await expect(deleteEvaluation(sql, key)).rejects.toMatchObject({ code: 'EVAL_BUSY' })
    await sql`UPDATE runs SET status = 'completed', ended_at = created_at WHERE id = ${run_id}`.execute()
    await expect(deleteEvaluation(sql, { ...key, user_id: 'bob' })).rejects.toMatchObject({ code: 'EVAL_NOT_FOUND' })
    expect(await deleteEvaluation(sql, key)).toEqual({ evaluation_id: 'gone' })
    expect(await getRun(sql, run_id)).toBeNull()
    expect(await findRecorded(sql, { recording_id: 'gone', case_name: 'gone' }, 'h')).toBeNull()
    expect((await listEvaluations(sql, { user_id })).map(({ id }) => id)).not.toContain('gone')
    await expect(deleteEvaluation(sql, key)).rejects.toMatchObject({ code: 'EVAL_NOT_FOUND' })
  })
})

describe('an evaluation', () => {
  test('checks each case on what its run left, and reports', async () => {
    const id = 'e1'
    const good = caseOf(
      'good',
      { kind: 'contains', text: 'three' },
      { kind: 'called', tool: 'add', arguments: { a: 1 } },
      { kind: 'not_called', tool: 'send' },
      { kind: 'tokens', max: 42 },
      { kind: 'turns', max: 1 },
      { kind: 'duration', max_s: 2 },
    )
    const bad = caseOf('bad', { kind: 'equals', value: 'four' }, { kind: 'cost', max: 0.1 })
    const opened = await open(id, suite(good, bad, caseOf('lost', { kind: 'turns', max: 1 })))
    expect(opened.cases.map(({ name }) => name)).toEqual(['good', 'bad', 'lost'])
    for (const name of ['good', 'bad', 'lost']) {
      const planned = await planCase(sql, { user_id, evaluation_id: id, name }, at)
      expect(planned).toMatchObject({ agent: 'helper', version: null, input: `Do ${name}` })
      if (name !== 'lost') await leaveRun(planned.run_id, 'It is three')
      const result = name === 'lost' ? { error: { name: 'CodedError', message: 'There is no agent helper.' } } : null
      await judgeCase(sql, ask, { user_id, evaluation_id: id, name, result, at })
    }
    const { passed, report, markdown } = await closeEvaluation(sql, { user_id, evaluation_id: id, at })
    expect(passed).toBe(false)
    expect(report).toMatchObject({
      pass_rate: 1 / 3,
      counts: { cases: 3, passed: 1, failed: 1, error: 1 },
      totals: { input_tokens: 60, output_tokens: 24, cost: 1, seconds: 4 },
      cases: [
        { name: 'good', state: 'passed' },
        {
          name: 'bad',
          state: 'failed',
          verdicts: [
            { kind: 'status', passed: true },
            { kind: 'equals', passed: false, message: 'The answer is "It is three", not "four"' },
            { kind: 'cost', passed: false, message: '0.5 spent, at most 0.1 allowed' },
          ],
        },
        { name: 'lost', state: 'error', error: { message: expect.stringContaining('There is no agent helper.') } },
      ],
    })
    expect(markdown).toContain('# A suite: failed\n\n1 of 3 cases passed (wanted: 100 %).')
    expect(markdown).toContain('| bad | failed | 42 | 0.5 | 2.0 |')
    expect(markdown).toContain('- **cost** 0.5 spent, at most 0.1 allowed')
    expect(markdown).not.toContain('## good')
    const listed = (await listEvaluations(sql, { user_id })).find((each) => each.id === id)
    expect(listed).toMatchObject({ id, name: 'A suite', state: 'failed' })
  })

  test('passes by the share that the suite wants, and reports a case that was never begun', async () => {
    const given = { ...suite(caseOf('a', { kind: 'turns', max: 1 }), caseOf('b', { kind: 'turns', max: 1 })) }
    await open('e2', { ...given, min_pass_rate: 0.5 })
    const { run_id } = await planCase(sql, { user_id, evaluation_id: 'e2', name: 'a' }, at)
    await leaveRun(run_id, 'yes')
    await judgeCase(sql, ask, { user_id, evaluation_id: 'e2', name: 'a', result: null, at })
    const { passed, report } = await closeEvaluation(sql, { user_id, evaluation_id: 'e2', at })
    expect(passed).toBe(true)
    expect(report.cases[1]).toMatchObject({ name: 'b', state: 'error', error: { code: 'NOT_RUN' } })
  })

  test('that is done again changes nothing', async () => {
    await open('e3', suite(caseOf('a', { kind: 'equals', value: 'yes' })))
    const key = { user_id, evaluation_id: 'e3', name: 'a' }
    const { run_id } = await planCase(sql, key, at)
    await leaveRun(run_id, 'yes')
    await judgeCase(sql, ask, { ...key, result: null, at })
    const first = await closeEvaluation(sql, { ...key, at })
    await data.table.query(`UPDATE runs SET output = '"no"' WHERE id = $1`, [{ value: run_id }])
    await judgeCase(sql, ask, { ...key, result: null, at })
    expect(await closeEvaluation(sql, { ...key, at })).toEqual(first)
  })

  test('may be of some cases only', async () => {
    const given = suite(caseOf('a', { kind: 'turns', max: 1 }), caseOf('b', { kind: 'turns', max: 1 }))
    expect((await open('e4', given, { only: ['b'] })).cases).toEqual([{ evaluation_id: 'e4', name: 'b' }])
    await expect(open('e5', given, { only: ['c'] })).rejects.toMatchObject({ code: 'EVAL_SUITE_INVALID' })
  })

  test('is nobody else’s', async () => {
    await open('e6', suite(caseOf('a', { kind: 'turns', max: 1 })))
    const key = { user_id: 'eve', evaluation_id: 'e6', name: 'a' }
    await expect(planCase(sql, key, at)).rejects.toMatchObject({ code: 'EVAL_NOT_FOUND' })
    await expect(closeEvaluation(sql, { ...key, at })).rejects.toMatchObject({ code: 'EVAL_NOT_FOUND' })
  })
})

describe('a judge', () => {
  test('is asked with the answer, and its reason is the message', async () => {
    await open('j1', { ...suite(caseOf('a', { kind: 'judged', criterion: 'It is short' })), judge: { model: 'wise' } })
    const key = { user_id, evaluation_id: 'j1', name: 'a' }
    await leaveRun((await planCase(sql, key, at)).run_id, 'A long answer')
    model.play({
      expect: ({ model: name, messages }) => {
        expect(name).toBe('wise')
        expect(messages.map(({ content }) => content).join()).toMatch(/It is short[\s\S]*A long answer/)
      },
      answer: { text: '{"passes": false, "reason": "It is long."}' },
    })
    const { state, outcome } = await judgeCase(sql, ask, { ...key, result: null, at })
    expect(state).toBe('failed')
    expect(outcome.verdicts[1]).toEqual({ kind: 'judged', passed: false, message: 'It is long.' })
  })

  test('that does not answer lets nothing pass', async () => {
    await open('j2', suite(caseOf('a', { kind: 'judged', criterion: 'It is short' })))
    const key = { user_id, evaluation_id: 'j2', name: 'a' }
    await leaveRun((await planCase(sql, key, at)).run_id, 'yes')
    model.play({ answer: { status: 401, body: '{}' } })
    const { outcome } = await judgeCase(sql, ask, { ...key, result: null, at })
    expect(outcome.verdicts[1]!.message).toMatch(/^It could not be judged: /)
  })
})

describe('a replay', () => {
  const given = suite(caseOf('a', { kind: 'contains', text: 'three' }, { kind: 'judged', criterion: 'It is short' }))
  const request = (word: string) => ({ model: 'm', messages: [{ role: 'user' as const, content: word }] })
  const never = () => Promise.reject(new Error('the model is not asked'))

  /** Runs the case, whose agent asks what `words` say; answers its state and outcome. */
  async function runCase(id: string, more: object, words: string[], asking: AskModel) {
    const key = { user_id, evaluation_id: id, name: 'a' }
    await open(id, given, more)
    const { run_id, evaluation } = await planCase(sql, key, at)
    const tape = await readTape(sql, user_id, evaluation)
    const answer = { text: 'three', tool_calls: [], model: 'm', usage: { input_tokens: 1, output_tokens: 1 } }
    for (const word of words)
      await chatOnTape(sql, tape, request(word), at, { ask: async () => answer }).catch(() => undefined)
    await leaveRun(run_id, 'It is three')
    return await judgeCase(sql, asking, { ...key, result: null, at })
  }

  test('of the same requests passes with the recorded answers, the judge’s too', async () => {
    model.play({ answer: { text: '{"passes": true, "reason": "Short."}' } })
    expect(await runCase('rec', { mode: 'record' }, ['one', 'two'], ask)).toMatchObject({ state: 'passed' })
    const replayed = await runCase('rep 1', { mode: 'replay', recording_id: 'rec' }, ['one', 'two'], never)
    expect(replayed).toMatchObject({
      state: 'passed',
      outcome: { verdicts: [{ kind: 'replay', message: 'Asked as recorded' }, {}, {}, { message: 'Short.' }] },
    })
  })

  test('that asks something else fails, and the report shows the first difference', async () => {
    const replayed = await runCase('rep 2', { mode: 'replay', recording_id: 'rec' }, ['one', 'five'], never)
    expect(replayed).toMatchObject({
      state: 'failed',
      outcome: { verdicts: [{ kind: 'replay', passed: false }, {}, {}, {}] },
    })
    const { markdown } = await closeEvaluation(sql, { user_id, evaluation_id: 'rep 2', at })
    expect(markdown).toContain('```diff\n@ messages.0.content\n- "two"\n+ "five"\n```')
  })

  test('that asks less fails too', async () => {
    const replayed = await runCase('rep 3', { mode: 'replay', recording_id: 'rec' }, ['one'], never)
    expect(replayed.outcome.divergence?.message).toBe('Less was asked than was recorded: 1 requests were not made.')
  })

  test('needs a recording, one’s own', async () => {
    for (const recording_id of [null, 'nothing', 'e1'])
      await expect(open('rep 4', given, { mode: 'replay', recording_id })).rejects.toMatchObject({
        code: 'RECORDING_NOT_FOUND',
      })
    await expect(open('rep 5', given, { mode: 'replay', recording_id: 'rec', user_id: 'eve' })).rejects.toMatchObject({
      code: 'RECORDING_NOT_FOUND',
    })
  })
})
