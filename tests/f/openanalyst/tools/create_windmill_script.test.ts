import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { main } from '../../../../f/openanalyst/tools/create_windmill_script.ts'
import { type PlayOptions, playWorkflow } from '../../../helpers/play-workflow.ts'
import { openWindmillDoor, type WindmillDoor } from '../../../helpers/windmill-door.ts'

interface Version {
  path: string
  content: string
  language: string
  parent_hash?: string
  [key: string]: unknown
}

let door: WindmillDoor
/** Versions in the order of their deploys; the hash of one is its place. */
let versions: Version[]
let deployment: (asked: number) => object

beforeEach(async () => {
  process.env.WM_PERMISSIONED_AS = 'u/ada'
  door = await openWindmillDoor()
  versions = []
  let asked = 0
  deployment = () => ({ lock: '' })
  door.on('GET', /^\/scripts\/get\/p\/(.+)$/, ({ match }) => {
    const at = versions.findLastIndex(({ path }) => path === match[1])
    return at < 0 ? { status: 404, text: 'Not found' } : { json: { ...versions[at], hash: `hash${at}` } }
  })
  door.on('POST', /^\/scripts\/create$/, ({ body }) => ({
    status: 201,
    text: `hash${versions.push(body as Version) - 1}`,
  }))
  door.on('GET', /^\/scripts\/deployment_status\/h\/hash\d+$/, () => {
    asked += 1
    return { json: deployment(asked) }
  })
})
afterEach(async () => {
  await door.stop()
})

const CODE = 'export function main(name = "you") { return "Hello " + name }'
const create = (
  given: { name?: string; language?: string; code?: string; args?: object } = {},
  options: PlayOptions = {},
) => {
  const { name = 'hello', language = 'typescript', code = CODE, args } = given
  return playWorkflow(() => main(name, language, code, 'Says hello. To anybody.', args), options)
}
const runs: PlayOptions = { answer: ({ args }) => `Hello ${args.name ?? 'you'}` }

describe('creating a script', () => {
  test("deploys it to the user's own space and runs it once as a job of its own", async () => {
    const { result, calls } = await create({ args: { name: 'Ada' } }, runs)
    expect(result).toEqual({ ok: true, kind: 'script', path: 'u/ada/hello', change: 'created', result: 'Hello Ada' })
    expect(calls).toMatchObject([{ path: 'u/ada/hello', kind: 'script', args: { name: 'Ada' } }])
    expect(versions).toEqual([
      {
        ...{ path: 'u/ada/hello', language: 'bun', content: CODE },
        ...{ summary: 'Says hello', description: 'Says hello. To anybody.' },
        schema: expect.objectContaining({
          properties: { name: { description: '', type: 'string', default: 'you' } },
          required: [],
        }),
      },
    ])
  })

  test('in a language whose arguments are not read has no schema', async () => {
    await create({ language: 'bash', code: 'echo "Hello $1"' }, runs)
    expect(versions[0]).not.toHaveProperty('schema')
  })

  test('under a name that exists makes a new version of it', async () => {
    await create({ code: 'export const main = () => 1' }, runs)
    const { result } = await create({}, runs)
    expect(result).toMatchObject({ ok: true, change: 'changed' })
    expect(versions).toHaveLength(2)
    expect(versions[1]).toMatchObject({ parent_hash: 'hash0', auto_parent: true })
  })

  test('again with the same code deploys nothing, and so does a job that is run again', async () => {
    await create({}, { ...runs, crashes: true })
    const { result } = await create({}, runs)
    expect(result).toMatchObject({ ok: true, change: 'unchanged' })
    expect(versions).toHaveLength(1)
  })

  test('waits until its lock is there', async () => {
    deployment = (asked) => (asked < 3 ? { job_id: 'x' } : { lock: '' })
    expect((await create({}, runs)).result).toMatchObject({ ok: true })
  })

  test('whose dependencies cannot be resolved tells the end of the log, and is not run', async () => {
    deployment = () => ({ lock_error_logs: 'error: no-such-package failed to resolve' })
    const { result, calls } = await create({}, runs)
    expect(result).toMatchObject({
      ok: false,
      path: 'u/ada/hello',
      error: { code: 'DEPLOY_FAILED', message: expect.stringContaining('no-such-package') },
    })
    expect(calls).toEqual([])
  })

  test('that fails when it is run tells its error', async () => {
    const { result } = await create(
      {},
      {
        answer: () => {
          throw new RangeError('out of range')
        },
      },
    )
    expect(result).toMatchObject({
      ok: false,
      path: 'u/ada/hello',
      error: { code: 'SCRIPT_FAILED', message: 'The script u/ada/hello failed: RangeError: out of range' },
    })
  })

  test.each([
    ['a name that is no name', { name: '../../f/openanalyst/route_task' }, 'BAD_ARGUMENTS', 'name'],
    ['an empty code', { code: '' }, 'BAD_ARGUMENTS', 'code'],
    ['a language that is none', { language: 'klingon' }, 'UNKNOWN_LANGUAGE', 'there are: bun'],
  ])('with %s is turned back before anything is done', async (_, given, code, words) => {
    const { result, calls } = await create(given, runs)
    expect(result).toMatchObject({ ok: false, error: { code, message: expect.stringContaining(words) } })
    expect([...versions, ...calls, ...door.unexpected]).toEqual([])
  })

  test('that Windmill refuses tells what Windmill said', async () => {
    door.on('POST', /^\/scripts\/create$/, () => ({ status: 400, text: 'Bad request: no' }))
    const { result } = await create({}, runs)
    expect(result).toMatchObject({
      error: {
        code: 'WINDMILL_REFUSED',
        message: expect.stringContaining('Bad request: no'),
        details: { status: 400 },
      },
    })
  })
})
