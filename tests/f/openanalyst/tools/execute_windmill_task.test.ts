import { afterEach, beforeEach, expect, test } from 'vitest'
import { main } from '../../../../f/openanalyst/tools/execute_windmill_task.ts'
import { playWorkflow } from '../../../helpers/play-workflow.ts'
import { openWindmillDoor, type WindmillDoor } from '../../../helpers/windmill-door.ts'

let door: WindmillDoor

beforeEach(async () => {
  process.env.WM_PERMISSIONED_AS = 'u/ada'
  door = await openWindmillDoor()
  const there =
    (path: string) =>
    ({ match }: { match: RegExpExecArray }) =>
      match[1] === path ? { json: { path } } : { status: 404, text: 'Not found' }
  door.on('GET', /^\/scripts\/get\/p\/(.+)$/, there('u/ada/greet'))
  door.on('GET', /^\/flows\/get\/(.+)$/, there('f/reports/daily'))
  door.on('GET', /^\/scripts\/list$/, () => ({ json: [{ path: 'u/ada/greet', summary: '' }] }))
  door.on('GET', /^\/flows\/list$/, () => ({ json: [] }))
})
afterEach(async () => {
  await door.stop()
})

const execute = (path: string, args: object | null = null) =>
  playWorkflow(() => main(path, args), { answer: (call) => call.args })

test.each([
  ['u/ada/greet', 'script'],
  ['f/reports/daily', 'flow'],
])('%s is run as the %s that it is, as a job of its own', async (path, kind) => {
  const { result, calls } = await execute(path, { name: 'Bob' })
  expect(result).toEqual({ ok: true, kind, path, change: null, result: { name: 'Bob' } })
  expect(calls).toMatchObject([{ path, kind, args: { name: 'Bob' } }])
})

test('a path where nothing is tells what the user has', async () => {
  const { result, calls } = await execute('u/ada/gret')
  expect(result).toMatchObject({
    ok: false,
    path: 'u/ada/gret',
    error: { code: 'NOT_FOUND', message: expect.stringContaining('In u/ada/ there are: u/ada/greet') },
  })
  expect(calls).toEqual([])
})

test.each([
  'f/openanalyst/route_task',
  'f/openanalyst/execute_user_task',
  'f/openanalyst/tools/create_windmill_script',
])('%s cannot be run by what it runs', async (path) => {
  expect((await execute(path)).result).toMatchObject({ ok: false, error: { code: 'NOT_RUNNABLE' } })
})

test('what is no path is turned back', async () => {
  expect((await execute('greet')).result).toMatchObject({ ok: false, error: { code: 'BAD_ARGUMENTS' } })
})
