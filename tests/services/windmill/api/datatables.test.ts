import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestWindmill, type TestWindmill } from '../../../helpers/windmill.ts'

let windmill: TestWindmill
beforeAll(async () => {
  windmill = await createTestWindmill()
})
afterAll(() => windmill.stop())

const ask = async (method: string, path: string, body?: unknown, as?: string) => {
  const answer = await windmill.call(method, `workspaces/${path}`, body, as === undefined ? {} : { as })
  return [answer.status, answer.body]
}
const FIRST = {
  timestamp: 20260101000000,
  name: 'notes',
  code_up: 'CREATE TABLE note (id int)',
  code_down: 'DROP TABLE note',
}
const SECOND = { timestamp: 20260102000000, name: 'text', code_up: 'ALTER TABLE note ADD COLUMN text text' }

describe('the data table main', () => {
  test('is the one there is', async () => {
    expect(await ask('GET', 'list_datatables')).toEqual([
      200,
      [{ name: 'main', resource_type: 'instance', resource_path: 'main', permissioned: false }],
    ])
  })

  test('has its migrations uploaded, listed, applied, and rolled back, as the CLI does it', async () => {
    for (const migration of [SECOND, FIRST]) {
      expect((await ask('POST', 'upsert_datatable_migration/main', migration))[0]).toBe(200)
    }
    expect(await ask('GET', 'list_datatable_migrations')).toEqual([
      200,
      [
        { datatable: 'main', ...FIRST },
        { datatable: 'main', ...SECOND },
      ],
    ])
    expect(await ask('POST', `run_datatable_migrations/main?up_to=${FIRST.timestamp}`)).toEqual([
      200,
      { applied: [{ version: FIRST.timestamp, name: 'notes' }] },
    ])
    expect((await ask('GET', 'datatable_migrations_status/main'))[1]).toMatchObject({
      enabled: true,
      migrations: [{ status: 'ran' }, { status: 'not_run' }],
    })
    expect(await ask('POST', 'run_datatable_migrations/main')).toEqual([
      200,
      { applied: [{ version: SECOND.timestamp, name: 'text' }] },
    ])
    const [, schemas] = await ask('GET', 'list_datatable_schemas')
    expect(schemas).toMatchObject([
      { datatable_name: 'main', schemas: { public: { note: { id: 'int4?', text: 'text?' } } } },
    ])
    expect((await ask('POST', 'rollback_datatable_migrations/main'))[0]).toBe(400)
    expect((await ask('DELETE', `delete_datatable_migration/main/${SECOND.timestamp}`))[0]).toBe(400)
    expect(await ask('POST', `rollback_datatable_migrations/main?only=${FIRST.timestamp}`)).toEqual([
      200,
      { rolled_back: [{ version: FIRST.timestamp, name: 'notes' }] },
    ])
    expect((await ask('DELETE', `delete_datatable_migration/main/${FIRST.timestamp}`))[0]).toBe(200)
  })

  test('is changed by admins alone, and there is no other', async () => {
    const ada = windmill.addMember('ada')
    expect((await ask('POST', 'upsert_datatable_migration/main', FIRST, ada))[0]).toBe(403)
    expect((await ask('POST', 'run_datatable_migrations/main', undefined, ada))[0]).toBe(403)
    expect((await ask('POST', 'rollback_datatable_migrations/main', undefined, ada))[0]).toBe(403)
    expect(await ask('POST', 'run_datatable_migrations/second')).toEqual([
      404,
      'Not found: Data table second not found: there is main',
    ])
    expect((await ask('POST', 'upsert_datatable_migration/main', { ...FIRST, timestamp: 'soon' }))[0]).toBe(400)
  })
})
