import { expect, test } from 'vitest'
import type { WindmillAs } from '../../../../f/agents/api/lib/index.ts'
import { decideApproval } from '../../../../f/agents/api/runs/index.ts'
import { createRun } from '../../../../f/agents/store/runs.ts'
import { askApproval, decideApproval as note } from '../../../../f/agents/store/tool_calls.ts'
import { realClock } from '../../../../f/lib/clock.ts'
import { toErrorRecord } from '../../../../f/lib/errors.ts'
import { dataTable } from '../../../../f/lib/store/index.ts'
import { useDataTable } from '../../../helpers/use-data-table.ts'

useDataTable()

const at = '2026-11-21T10:00:00.000Z'
const asked = { who: 'Bob', amount: 50 }
const user_id = 'ada'

/** Decides a call about which another person decides first, and that is what the flow takes. */
async function decideSecond(run_id: string, first: object, mine: { approve: boolean; arguments?: typeof asked }) {
  const sql = dataTable()
  const key = `${run_id}/1.1`
  const lineage = [run_id]
  await createRun(sql, {
    id: run_id,
    user_id,
    session_id: 's',
    agent_id: 'a',
    agent_version: 1,
    agent: 'payer',
    input: 'x',
    at,
  })
  await askApproval(
    sql,
    { id: key, run_id, lineage, place: '1.1', tool: 'pay', arguments: asked, reason: 'much' },
    'flow',
    at,
  )
  const windmill: WindmillAs = {
    get: async () => undefined,
    async post() {
      const said = { approved: true, arguments: asked, approver: 'bob', reason: null, ...first }
      await note(sql, { id: key, lineage }, said, at)
    },
  }
  const decision = decideApproval({ sql, windmill, clock: realClock }, { user_id, run_id, key, ...mine })
  return await decision.then(({ approved }) => approved).catch((error) => toErrorRecord(error).code)
}

test('of two answers at once the one that is not taken is told so, unless it said the same', async () => {
  const changed = { who: 'Bob', amount: 20 }
  expect(await decideSecond('same', {}, { approve: true })).toBe(true)
  expect(await decideSecond('no', { approved: false }, { approve: true })).toBe('APPROVAL_DECIDED')
  expect(await decideSecond('yes', {}, { approve: false })).toBe('APPROVAL_DECIDED')
  expect(await decideSecond('both-no', { approved: false }, { approve: false })).toBe(false)
  expect(await decideSecond('changed', { arguments: changed }, { approve: true })).toBe('APPROVAL_DECIDED')
  expect(await decideSecond('as-it-was', {}, { approve: true, arguments: changed })).toBe('APPROVAL_DECIDED')
  expect(await decideSecond('both', { arguments: changed }, { approve: true, arguments: changed })).toBe(true)
})
