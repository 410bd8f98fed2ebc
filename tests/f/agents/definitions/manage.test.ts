import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  changeAgent,
  createAgent,
  deleteAgent,
  exportAgent,
  importAgents,
  publishAgent,
  showAgent,
  showVersions,
} from '../../../../f/agents/definitions/index.ts'
import { listMemories, listMemoryChanges } from '../../../../f/agents/memory/index.ts'
import { listAgents, loadAgent } from '../../../../f/agents/store/agents.ts'
import { toErrorRecord } from '../../../../f/lib/errors.ts'
import { dataTable, type Sql } from '../../../../f/lib/store/index.ts'
import type { DataTable } from '../../../../services/windmill/src/datatable/index.ts'
import { startDataTable } from '../../../helpers/data-table.ts'
import { openWindmillDoor } from '../../../helpers/windmill-door.ts'

let table: DataTable
let sql: Sql
let stopDoor: () => Promise<void>
const at = '2026-11-21T10:00:00.000Z'
let made = 0

beforeAll(async () => {
  table = await startDataTable()
  const door = await openWindmillDoor(table)
  stopDoor = () => door.stop()
  sql = dataTable()
})
afterAll(async () => {
  await stopDoor?.()
  await table?.stop()
})

const new_id = () => `agent-${++made}`
const create = (user_id: string, definition: object) => createAgent(sql, { id: new_id(), user_id, definition, at })
const change = (user_id: string, agent: string, patch: object) => changeAgent(sql, { user_id, agent, patch, at })
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'nothing was thrown',
    (error) => toErrorRecord(error).code,
  )

describe('an agent', () => {
  test('is made with its defaults filled in, and is found by id and by name', async () => {
    const made = await create('ada', { name: 'helper', instructions: 'Help.' })
    expect(made).toMatchObject({ name: 'helper', version: 1, latest_version: 1, published_version: null })
    expect(made.definition).toMatchObject({ instructions: 'Help.', tools: [], limits: { max_turns: 10 } })
    expect(await showAgent(sql, { user_id: 'ada', agent: 'helper' })).toEqual(made)
    expect(await showAgent(sql, { user_id: 'ada', agent: made.id })).toEqual(made)
  })

  test('with a schema that nothing can be checked against is refused with the place', async () => {
    const schema = { type: 'object', properties: { a: { type: 'text' } } }
    const guard = { kind: 'schema', schema: { pattern: '(' }, action: 'block' }
    const bad = { name: 'typed', output_schema: schema, guardrails: { output: [guard], tools: [guard] } }
    const error = toErrorRecord(await create('ada', bad).catch((thrown) => thrown))
    expect(error).toMatchObject({
      code: 'AGENT_INVALID',
      details: {
        faults: [
          { path: 'guardrails.output.0.schema.pattern' },
          { path: 'guardrails.tools.0.schema.pattern' },
          {
            path: 'output_schema.properties.a.type',
            message: expect.stringMatching(/^there is no type text; there are/),
          },
        ],
      },
    })
  })

  test('that is not one is refused with every fault and its path', async () => {
    const bad = { name: 'a b', tools: [{ kind: 'script', path: 'nowhere' }], limits: { max_turns: 0 }, purpose: 'x' }
    const error = toErrorRecord(await create('ada', bad).catch((thrown) => thrown))
    expect(error.code).toBe('AGENT_INVALID')
    expect((error.details.faults as { path: string }[]).map(({ path }) => path).sort()).toEqual([
      '',
      'limits.max_turns',
      'name',
      'tools.0.path',
    ])
  })

  test('whose guard has flags that its pattern does not go with is refused, before a run meets it', async () => {
    const guard = (pattern: string, flags: string) => ({ kind: 'pattern', pattern, flags, action: 'block' })
    const bad = {
      name: 'strict',
      guardrails: { input: [guard('a', 'i'), guard('\\-', 'u')], tools: [guard('b', 'ii')] },
    }
    const error = toErrorRecord(await create('ada', bad).catch((thrown) => thrown))
    expect(error.code).toBe('AGENT_INVALID')
    expect((error.details.faults as { path: string }[]).map(({ path }) => path)).toEqual([
      'guardrails.input.1.flags',
      'guardrails.tools.0.flags',
    ])
  })

  test('has a name that no other of its user has', async () => {
    expect(await codeOf(create('ada', { name: 'helper' }))).toBe('AGENT_NAME_TAKEN')
    expect(await create('bob', { name: 'helper' })).toMatchObject({ name: 'helper' })
  })

  test('of another user is not there', async () => {
    const { id } = await create('bob', { name: 'secret' })
    for (const agent of [id, 'secret']) {
      expect(await codeOf(showAgent(sql, { user_id: 'ada', agent }))).toBe('AGENT_NOT_FOUND')
      expect(await codeOf(loadAgent(sql, 'ada', agent))).toBe('AGENT_NOT_FOUND')
      expect(await codeOf(change('ada', agent, { description: 'mine' }))).toBe('AGENT_NOT_FOUND')
      expect(await codeOf(publishAgent(sql, { user_id: 'ada', agent, at }))).toBe('AGENT_NOT_FOUND')
      expect(await codeOf(deleteAgent(sql, { user_id: 'ada', agent, at }))).toBe('AGENT_NOT_FOUND')
    }
    expect((await listAgents(sql, { user_id: 'ada' })).map(({ name }) => name)).not.toContain('secret')
  })
})

describe('a change', () => {
  test('is a new version, merged into the one before; what is null goes back to its default', async () => {
    await create('cleo', { name: 'v', model: { name: 'm', temperature: 1 }, limits: { max_turns: 3 } })
    const changed = await change('cleo', 'v', { model: { temperature: null }, limits: null, description: 'new' })
    expect(changed).toMatchObject({ version: 2, latest_version: 2, published_version: null, description: 'new' })
    expect(changed.definition).toMatchObject({ model: { name: 'm' }, limits: { max_turns: 10 } })
    expect(changed.definition.model.temperature).toBeUndefined()
    expect((await showAgent(sql, { user_id: 'cleo', agent: 'v', version: 1 })).definition.limits.max_turns).toBe(3)
  })

  test('that changes nothing makes no version', async () => {
    expect(await change('cleo', 'v', { description: 'new' })).toMatchObject({ version: 2 })
  })

  test('of many at once loses none', async () => {
    await create('cleo', { name: 'busy' })
    const fields = ['description', 'instructions', 'output_schema']
    await Promise.all(fields.map((field) => change('cleo', 'busy', { [field]: field === fields[2] ? { a: 1 } : 'x' })))
    const { definition, version } = await showAgent(sql, { user_id: 'cleo', agent: 'busy' })
    expect(version).toBe(4)
    expect(definition).toMatchObject({ description: 'x', instructions: 'x', output_schema: { a: 1 } })
  })

  test('of the name is of the agent, not of a version', async () => {
    await create('cleo', { name: 'old' })
    const { id } = await change('cleo', 'old', { name: 'newer' })
    expect((await loadAgent(sql, 'cleo', 'newer', 1)).definition.name).toBe('newer')
    expect(await codeOf(showAgent(sql, { user_id: 'cleo', agent: 'old' }))).toBe('AGENT_NOT_FOUND')
    expect(await codeOf(change('cleo', id, { name: 'v' }))).toBe('AGENT_NAME_TAKEN')
  })
})

describe('publishing', () => {
  const publish = (version?: number) => publishAgent(sql, { user_id: 'dan', agent: 'p', version, at })
  const runs = async () => (await loadAgent(sql, 'dan', 'p')).version

  test('says which version runs; before, the latest does; an older one is a rollback', async () => {
    await create('dan', { name: 'p', description: 'one' })
    await change('dan', 'p', { description: 'two' })
    expect(await runs()).toBe(2)
    expect(await publish()).toMatchObject({ published_version: 2, latest_version: 2 })
    await change('dan', 'p', { description: 'three' })
    expect(await runs()).toBe(2)
    await publish(1)
    expect(await runs()).toBe(1)
    expect(await codeOf(publish(9))).toBe('AGENT_VERSION_NOT_FOUND')
    expect(await codeOf(loadAgent(sql, 'dan', 'p', 9))).toBe('AGENT_VERSION_NOT_FOUND')
    const versions = await showVersions(sql, { user_id: 'dan', agent: 'p' })
    expect(versions.map(({ version, is_published }) => [version, is_published])).toEqual([
      [3, false],
      [2, false],
      [1, true],
    ])
    expect(versions.map(({ published_at }) => published_at !== null)).toEqual([false, true, true])
  })
})

describe('deleting', () => {
  test('takes the versions along, and what the agent alone remembers', async () => {
    const { id } = await create('eve', { name: 'gone' })
    const values = ['m1', 'eve', 'agent', id, 'm2', 'user'].map((value) => ({ value }))
    await table.query(
      `INSERT INTO memories (id, user_id, kind, scope, agent_id, content, words, fingerprint, state, created_at, seen_at)
       VALUES ($1, $2, 'fact', $3, $4, 'x', '{}', 'a', 'active', now(), now()),
         ($5, $2, 'fact', $6, $4, 'y', '{}', 'b', 'active', now(), now())`,
      values,
    )
    expect(await deleteAgent(sql, { user_id: 'eve', agent: 'gone', at })).toEqual({ id })
    expect((await listMemories(sql, { user_id: 'eve' })).map((memory) => memory.id)).toEqual(['m2'])
    expect(await listMemoryChanges(sql, { id: 'm1', user_id: 'eve' })).toMatchObject([{ change: 'forgotten' }])
    expect(await create('eve', { name: 'gone' })).toMatchObject({ version: 1 })
  })
})

describe('an export', () => {
  const bring = (user_id: string, document: unknown, if_exists: 'fail' | 'skip' | 'change' = 'fail') =>
    importAgents(sql, { user_id, document, if_exists, new_id, at })

  test('has the agent and all that it reaches, and is imported as it was', async () => {
    await create('fay', { name: 'worker', description: 'works' })
    const ask = { kind: 'agent', agent: 'worker' }
    await create('fay', { name: 'boss', mode: 'route', members: [ask, { kind: 'agent', agent: 'nobody' }] })
    const document = await exportAgent(sql, { user_id: 'fay', agent: 'boss' })
    expect(document).toMatchObject({ format: 'millwright/agents', version: 1, missing: ['nobody'] })
    expect(document.agents.map(({ name }) => name)).toEqual(['boss', 'worker'])

    const travelled = JSON.parse(JSON.stringify(document))
    expect(await bring('gil', travelled)).toMatchObject([
      { name: 'boss', outcome: 'created' },
      { name: 'worker', outcome: 'created' },
    ])
    expect(await exportAgent(sql, { user_id: 'gil', agent: 'boss' })).toEqual(document)

    expect(await codeOf(bring('gil', travelled))).toBe('AGENT_NAME_TAKEN')
    travelled.agents[1].description = 'works better'
    expect(await bring('gil', travelled, 'skip')).toMatchObject([{ outcome: 'unchanged' }, { outcome: 'unchanged' }])
    expect(await bring('gil', travelled, 'change')).toMatchObject([
      { name: 'boss', outcome: 'unchanged' },
      { name: 'worker', outcome: 'changed' },
    ])
    expect(await showAgent(sql, { user_id: 'gil', agent: 'worker' })).toMatchObject({
      version: 2,
      description: 'works better',
    })
  })

  test('with faults is refused whole, and every fault is told with its path', async () => {
    const document = {
      ...{ format: 'millwright/agents', version: 1 },
      agents: [{ name: 'fine' }, { name: 'fine', mode: 'route' }, { name: 'bad', budget: { max_tokens: -1 } }],
    }
    const error = toErrorRecord(await bring('hal', document).catch((thrown) => thrown))
    expect(error.code).toBe('AGENT_INVALID')
    expect(error.details.faults).toMatchObject([{ path: 'agents.1.members' }, { path: 'agents.2.budget.max_tokens' }])
    expect(await listAgents(sql, { user_id: 'hal' })).toEqual([])
    expect(await codeOf(bring('hal', { ...document, agents: [{ name: 'x' }, { name: 'x' }] }))).toBe('AGENT_INVALID')
    expect(await codeOf(bring('hal', { agents: [] }))).toBe('AGENT_INVALID')
  })
})
