// The thread in which PGlite runs: plain JavaScript, so that Node starts it without a loader. It is told in `workerData`
// where the data is ({dataDir, seedFile}), says {ready} or {failed}, and then answers one {id, word, sql, params} after the
// other with {id, status, columns, rows} or {id, status, error}, or, when its word in `words` says that it was withdrawn,
// with {id, withdrawn}. {close: true} ends it in order.
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { parentPort, threadId, workerData } from 'node:worker_threads'
import { PGlite, protocol } from '@electric-sql/pglite'
import { vector } from '@electric-sql/pglite-pgvector'

const { dataDir, seedFile, words } = workerData
const { serialize } = protocol

/** Small WAL segments keep the initialised folder, and so its copy, small. The locale knows all of Unicode. */
const initDbStartParams = ['--wal-segsize=1', '--encoding=UTF8', '--locale-provider=builtin', '--locale=C.UTF-8']

/** The default of 128 MB costs 130 MB of memory and 100 ms at each start; the files are in the system's cache anyway. */
const startParams = [...PGlite.defaultStartParams, '-c', 'shared_buffers=32MB']

const create = (options) =>
  PGlite.create({ ...(dataDir && { dataDir }), startParams, extensions: { vector }, ...options })

/** Keeps a copy of the initialised folder, if the place can be written; without it later first starts are slower. */
async function keepSeed(db) {
  const dump = await db.dumpDataDir('none')
  const partial = `${seedFile}.${process.pid}.${threadId}`
  try {
    writeFileSync(partial, Buffer.from(await dump.arrayBuffer()))
    renameSync(partial, seedFile)
  } catch {
    rmSync(partial, { force: true })
  }
}

async function open() {
  if (dataDir && existsSync(`${dataDir}/PG_VERSION`)) return create({})
  if (existsSync(seedFile)) return create({ loadDataDir: new Blob([readFileSync(seedFile)]) })
  const db = await create({ initDbStartParams })
  // PGlite serves one database; the two templates are half of the folder.
  await db.exec('UPDATE pg_database SET datistemplate = false')
  for (const template of ['template0', 'template1']) await db.exec(`DROP DATABASE ${template}`)
  await keepSeed(db)
  return db
}

/**
 * Statements that are prepared, by their text, the oldest first: taking one apart and planning it is most of its cost.
 * Each has its name in PostgreSQL and how often it was used.
 */
const prepared = new Map()
const MOST_PREPARED = 200
/**
 * After so many uses a statement is planned anew: a plan made when its tables were small reads them from end to end,
 * and PGlite has no autovacuum, which tells PostgreSQL that they have grown.
 */
const USES_OF_A_PLAN = 200
/** What changes no table leaves prepared statements as they are. */
const KEEPS_TABLES = /^\s*(select|insert|update|delete|with)\b/i
/** `wmill.datatable()` writes its parameters down before each statement. */
const LEADING_COMMENTS = /^(?:\s+|--[^\n]*(?:\n|$))+/
/** A prepared statement is not there any more, or its table has another shape: something changed it unseen. */
const isStale = ({ code, message }) => code === '26000' || (code === '0A000' && message.startsWith('cached plan'))
let lastName = 0

/** Forgets the prepared statements that are to be closed before this one runs, and answers their names. */
function forgetOutdated(sql, keepsTables) {
  const outdated = new Set(keepsTables ? [] : prepared.keys())
  if (prepared.get(sql)?.uses >= USES_OF_A_PLAN) outdated.add(sql)
  if (prepared.size > MOST_PREPARED) outdated.add(prepared.keys().next().value)
  const names = [...outdated].map((each) => prepared.get(each).name)
  for (const each of outdated) prepared.delete(each)
  return names
}

/** One statement in the extended protocol, all in one message; every value goes and comes as text. */
async function run(db, request) {
  const { id, params } = request
  const sql = request.sql.replace(LEADING_COMMENTS, '')
  const keepsTables = KEEPS_TABLES.test(sql)
  const closed = forgetOutdated(sql, keepsTables)
  const known = prepared.get(sql)
  const name = keepsTables ? (known?.name ?? `s${++lastName}`) : ''
  if (known) known.uses += 1
  const message = Buffer.concat([
    ...closed.map((each) => serialize.close({ type: 'S', name: each })),
    ...(known ? [] : [serialize.parse({ text: sql, name })]),
    serialize.bind({ statement: name, values: params }),
    serialize.describe({ type: 'P' }),
    serialize.execute({}),
    serialize.sync(),
  ])
  const reply = { id, columns: [], rows: [] }
  for (const part of (await db.execProtocol(message, { throwOnError: false })).messages) {
    if (part.name === 'rowDescription')
      reply.columns = part.fields.map(({ name, dataTypeID }) => ({ name, type: dataTypeID }))
    else if (part.name === 'dataRow') reply.rows.push(part.fields)
    else if (part.name === 'parseComplete' && keepsTables) prepared.set(sql, { name, uses: 1 })
    else if (part.name === 'readyForQuery') reply.status = part.status
    else if (part.name === 'error') {
      const { severity, message, detail, hint, code } = part
      reply.error = { severity, message, detail, hint, code }
    }
  }
  // A backend that has lost its footing (a stack that overflowed) answers nothing at all, or PANIC.
  if (!reply.status || reply.error?.severity === 'PANIC')
    throw new Error(reply.error?.message ?? 'PGlite gave no answer')
  if (!known || !reply.error || !isStale(reply.error)) return reply
  prepared.delete(sql)
  return reply.status === 'I' ? run(db, request) : reply
}

/** What is made of a statement's word when it begins, unless it was withdrawn (`pglite-worker.ts`). */
const WAITING = 0
const BEGUN = 1

async function answer(db, request) {
  if (request.close) {
    await db.close()
    return parentPort.close()
  }
  const { id, word } = request
  const begins = Atomics.compareExchange(words, word, WAITING, BEGUN) === WAITING
  parentPort.postMessage(begins ? await run(db, request) : { id, withdrawn: true })
}

try {
  const db = await open()
  let last = Promise.resolve()
  parentPort.on('message', (request) => {
    last = last.then(() => answer(db, request))
  })
  parentPort.postMessage({ ready: true })
} catch (error) {
  parentPort.postMessage({ failed: error?.message ?? String(error) })
}
