import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { finishDependencyJob, type LockOf } from '../../../../services/windmill/src/deploy/index.ts'
import { createTestWindmill, type TestWindmill } from '../../../helpers/windmill.ts'

const hash = (text: string) => createHash('sha256').update(text).digest('hex')
/** A lock that tells which list it was made of. */
const lockOf: LockOf = (_code, _path, list) => (list ? `${list.header}\n${list.content}` : 'of its imports')
const lockWith = (name: string, content: string) =>
  `// workspace-dependencies-mode: manual\n// workspace-dependencies: ${name}:${hash(content)}\n${content}`

let windmill: TestWindmill
beforeEach(async () => {
  windmill = await createTestWindmill()
})
afterEach(() => windmill.stop())

const pushList = (content: string, name?: string) =>
  windmill.call('POST', 'workspace_dependencies/create', { language: 'bun', name, content })

/** What the job answers that makes the lock of a script of the CLI. */
async function lock(raw_code: string, lists: Record<string, string> | null = null, language = 'bun') {
  await windmill.call('POST', 'jobs/run/dependencies_async', {
    raw_scripts: [{ raw_code, language, script_path: 'f/a/b' }],
    entrypoint: 'f/a/b',
    raw_workspace_dependencies: lists,
  })
  const [job] = windmill.queue.claim(1)
  finishDependencyJob(windmill, job!, lockOf)
  return windmill.queue.get(job!.id)!.result
}
const made = (text: string) => ({ lock: text, status: 'Successful lock file generation' })
const failed = (message: RegExp) => ({ error: { message: expect.stringMatching(message) } })

describe('a TypeScript script', () => {
  test('has the packages of its imports when the workspace has no list', async () => {
    expect(await lock('export function main() {}')).toEqual(made('of its imports'))
  })

  test('has those of the list without a name, of the CLI above that of the workspace', async () => {
    await pushList('deployed')
    expect(await lock('x')).toEqual(made(lockWith('default', 'deployed')))
    expect(await lock('x', { 'dependencies/package.json': 'local' })).toEqual(made(lockWith('default', 'local')))
    expect(await lock('x', { 'dependencies/ai.package.json': 'ai' })).toEqual(made(lockWith('default', 'deployed')))
  })

  test('has those of the list that it names', async () => {
    await pushList('default')
    await pushList('deployed', 'ai')
    expect(await lock('// package_json: ai\nx')).toEqual(made(lockWith('ai', 'deployed')))
    expect(await lock('// package_json: ai\nx', { 'dependencies/ai.package.json': 'local' })).toEqual(
      made(lockWith('ai', 'local')),
    )
    expect(await lock('// package_json: default\nx')).toEqual(made(lockWith('default', 'default')))
  })

  test('has none when it names no list', async () => {
    await pushList('default')
    expect(await lock('// package_json:\nx')).toEqual(made('// workspace-dependencies-mode: manual\n'))
  })

  test('cannot name a list that is not there, several, or one beside its imports', async () => {
    expect(await lock('// package_json: nowhere')).toMatchObject(failed(/push dependencies\/nowhere\.package\.json/))
    expect(await lock('// package_json: a, b')).toMatchObject(failed(/one package list/))
    expect(await lock('// extra_package_json: a')).toMatchObject(failed(/no extra package lists/))
  })
})

test('a script of another language has no such list', async () => {
  await pushList('default')
  expect(await lock('echo 1', null, 'bash')).toEqual(made(''))
})

test('a deployed script, the steps of a flow and the scripts of an app have those of the list too', async () => {
  await pushList('{}')
  const inline = { type: 'rawscript', content: 'x', language: 'bun', input_transforms: {} }
  await windmill.call('POST', 'scripts/create', { path: 'f/a/s', content: 'x', language: 'bun' })
  await windmill.call('POST', 'flows/create', {
    path: 'f/a/f',
    summary: '',
    value: { modules: [{ id: 'a', value: inline }] },
  })
  const value = { runnables: { a: { type: 'inline', inlineScript: { content: 'x', language: 'bun' } } }, files: {} }
  await windmill.call('POST', 'apps/create', { path: 'f/a/app', summary: '', value, policy: {} })
  for (const job of windmill.queue.claim(9)) finishDependencyJob(windmill, job, lockOf)
  for (const path of ['scripts/get/p/f/a/s', 'flows/get/f/a/f', 'apps/get/p/f/a/app']) {
    const { body } = await windmill.call('GET', path)
    expect([path, JSON.stringify(body)]).toEqual([path, expect.stringContaining(hash('{}'))])
  }
})
