import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startWindmill } from '../../../../services/windmill/src/index.ts'
import {
  openStore,
  type Store,
  StoreError,
  variables,
  workspaces,
} from '../../../../services/windmill/src/store/index.ts'

let folder: string
let opened: Store[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'data-folder-'))
  opened = []
})
afterEach(() => {
  for (const store of opened) store.close()
  rmSync(folder, { recursive: true, force: true })
})

const open = (path = folder): Store => {
  const store = openStore(path)
  opened.push(store)
  return store
}

/** The error of opening a folder, whose message has to be a single line. */
function refusal(path = folder): StoreError {
  try {
    open(path)
  } catch (error) {
    expect(error).toBeInstanceOf(StoreError)
    expect((error as Error).message).not.toContain('\n')
    return error as StoreError
  }
  throw new Error('it was opened')
}

/** The value of SQLite's PRAGMA in a file that no store has open. */
function pragma(name: string): unknown {
  const database = new Database(join(folder, 'windmill.sqlite'))
  const [row] = database.prepare(`PRAGMA ${name}`).all() as Record<string, unknown>[]
  database.close()
  return Object.values(row!)[0]
}

describe('a data folder', () => {
  test('is one server’s alone, until that one closes it', () => {
    const first = open()
    expect(refusal().message).toBe(
      `The data folder ${folder} is in use by another server. Stop that one, or give another folder: --data DIR.`,
    )
    first.transaction(() => first.connection.exec('CREATE TABLE still_works (x)'))
    first.close()
    opened = []
    expect(open().connection.prepare('SELECT * FROM still_works').all()).toEqual([])
  })

  test('refuses a second server before that has listened or changed anything', async () => {
    const first = await startWindmill({ dataDir: folder, isolation: 'off' })
    await expect(startWindmill({ dataDir: folder, isolation: 'off' })).rejects.toThrow(/is in use by another server/)
    expect((await fetch(`${first.url}/api/version`)).status).toBe(200)
    await first.stop()
    await (await startWindmill({ dataDir: folder, isolation: 'off' })).stop()
  })

  test('of a newer version is refused and left as it is', () => {
    open().connection.exec('PRAGMA user_version = 999')
    opened.pop()!.close()
    const { fault, message } = refusal()
    expect(fault).toBe('newer')
    expect(message).toContain(`The data folder ${folder} was written by a newer version of Millwright (schema 999`)
    expect(message).toContain('Update Millwright, or give another folder: --data DIR.')
    expect([pragma('user_version'), pragma('integrity_check')]).toEqual([999, 'ok'])
  })

  test('whose file is no database is refused and left as it is', () => {
    const file = join(folder, 'windmill.sqlite')
    const text = 'somebody’s notes, and no database at all. '.repeat(100)
    writeFileSync(file, text)
    const { fault, message } = refusal()
    expect(fault).toBe('damaged')
    expect(message).toBe(
      `The data folder ${folder} cannot be read: its windmill.sqlite is damaged, or no database (file is not a database). Put a copy of it back, or give another folder: --data DIR.`,
    )
    expect(readFileSync(file, 'utf8')).toBe(text)
  })

  test('in whose place a file stands is refused', () => {
    const file = join(folder, 'a-file')
    writeFileSync(file, '')
    for (const place of [file, join(file, 'below')]) {
      const message = `The data folder ${place} is a file, or lies in one. Give a folder: --data DIR.`
      expect(refusal(place)).toMatchObject({ fault: 'no_folder', message })
    }
  })

  test('in which a folder stands in the place of the database is refused', () => {
    mkdirSync(join(folder, 'windmill.sqlite'))
    expect(refusal().fault).toBe('unreadable')
  })
})

describe('a disk without space', () => {
  /** SQLite refuses to grow over a number of pages with the error of a full disk. */
  const fill = ({ connection }: Store) => {
    const [{ page_count: pages }] = connection.prepare('PRAGMA page_count').all() as [{ page_count: number }]
    connection.exec(`PRAGMA max_page_count = ${pages}`)
  }
  const insert = ({ connection }: Store, path: string, bytes: number) =>
    variables.insertVariable.run(connection, {
      ...{ workspace_id: 'w', path, value: 'x'.repeat(bytes), is_secret: false, description: '', labels: undefined },
      ...{ ws_specific: false, expires_at: undefined, edited_by: 'ada', now: 0 },
    })

  test('is said, and of a transaction that it stopped nothing is left', () => {
    const store = open()
    const workspace = { id: 'w', name: 'w', owner: 'ada', encryption_key: '', settings: {}, now: 0 }
    workspaces.insertWorkspace.run(store.connection, workspace)
    fill(store)
    const both = () =>
      store.transaction(() => {
        insert(store, 'u/ada/small', 1)
        insert(store, 'u/ada/large', 100_000)
      })
    expect(both).toThrow(StoreError)
    expect(both).toThrow('has no space left. Free some on its disk and start again')
    expect(
      variables.getVariable.one(store.connection, { workspace_id: 'w', path: 'u/ada/small', now: 0 }),
    ).toBeUndefined()
    store.connection.exec('PRAGMA max_page_count = 1000000')
    both()
    expect(
      variables.getVariable.one(store.connection, { workspace_id: 'w', path: 'u/ada/large', now: 0 }),
    ).toBeDefined()
    store.close()
    opened = []
    expect(pragma('integrity_check')).toBe('ok')
  })
})
