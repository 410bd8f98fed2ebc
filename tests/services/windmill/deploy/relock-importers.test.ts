import { afterEach, beforeEach, expect, test } from 'vitest'
import { finishDependencyJob, type LockOf } from '../../../../services/windmill/src/deploy/index.ts'
import { packagesOf } from '../../../../services/windmill/src/executor/index.ts'
import type { JsonObject } from '../../../../services/windmill/src/shared/json.ts'
import { scripts } from '../../../../services/windmill/src/store/index.ts'
import { createTestWindmill, type TestWindmill } from '../../../helpers/windmill.ts'

let windmill: TestWindmill
beforeEach(async () => {
  windmill = await createTestWindmill()
})
afterEach(() => windmill.stop())

const contentAt = (path: string) =>
  scripts.getLiveScript.one(windmill.store.connection, { workspace_id: 'sample', path })?.content
const lockOfNames = (names: Iterable<string>) =>
  `${JSON.stringify({ dependencies: Object.fromEntries([...names].map((name) => [name, 'latest'])) })}\n//bun.lock\n<empty>`
const lockOf: LockOf = (code, path) => lockOfNames(packagesOf(code, path, contentAt).keys())

/** Deploys a script; its lock is made by a job unless it is given. */
const deploy = (path: string, content: string, more: JsonObject = {}) =>
  windmill.call('POST', 'scripts/create', { path, content, language: 'bun', auto_parent: true, ...more })
/** Carries out the jobs that wait; answers whose locks they made. */
function makeLocks(): (string | null)[] {
  const jobs = windmill.queue.claim(100)
  for (const job of jobs) finishDependencyJob(windmill, job, lockOf)
  return jobs.map((job) => job.script_path).sort()
}
const packagesAt = async (path: string) => {
  const { body } = await windmill.call('GET', `scripts/get/p/${path}`)
  const [manifest] = String((body as JsonObject).lock).split('\n//bun.lock')
  return Object.keys(JSON.parse(manifest!).dependencies)
}

const LIB = 'export const x = 1'
const WITH_ZOD = `import { z } from "zod"\n${LIB}`

/** `main` imports `middle`, which imports `lib`; `other` imports a script of the same name elsewhere. */
async function deployChain(): Promise<void> {
  await deploy('f/a/lib', LIB)
  await deploy('f/a/middle', 'export * from "./lib.ts"')
  await deploy('f/b/main', 'import { x } from "/f/a/middle.ts"\nexport function main() { return x }')
  await deploy('f/b/lib', LIB)
  await deploy('f/b/other', 'import { x } from "./lib"\nexport function main() { return x }')
  makeLocks()
}

test('who imports a script is locked anew when it needs another package, over however many others', async () => {
  await deployChain()
  await deploy('f/a/lib', WITH_ZOD)
  expect(makeLocks()).toEqual(['f/a/lib', 'f/a/middle', 'f/b/main'])
  expect(await packagesAt('f/b/main')).toEqual(['zod'])
  expect(await packagesAt('f/b/other')).toEqual([])

  await deploy('f/a/lib', `${LIB} // without`)
  expect(makeLocks()).toEqual(['f/a/lib', 'f/a/middle', 'f/b/main'])
  expect(await packagesAt('f/b/main')).toEqual([])
})

test('nobody is when the packages stay, and none whose lock is right already', async () => {
  await deployChain()
  await deploy('f/a/lib', `${LIB} // again`)
  expect(makeLocks()).toEqual(['f/a/lib'])
  await deploy('f/b/main', 'import { x } from "/f/a/middle.ts"', { lock: lockOfNames(['zod']) })
  await deploy('f/a/middle', 'export * from "./lib.ts" //', { lock: lockOfNames(['zod']) })
  await deploy('f/a/lib', WITH_ZOD, { lock: lockOfNames(['zod']) })
  expect(makeLocks()).toEqual([])
})

test('who came before what it imports is locked anew when that comes', async () => {
  await deploy('f/b/main', 'import { x } from "/f/a/lib.ts"')
  makeLocks()
  await deploy('f/a/lib', WITH_ZOD)
  makeLocks()
  expect(await packagesAt('f/b/main')).toEqual(['zod'])
})

test('scripts that import each other end, and code that cannot be read is passed over', async () => {
  await deploy('f/a/one', 'import "./two.ts"')
  await deploy('f/a/two', 'import "./one.ts"')
  await deploy('f/a/broken', 'import "./one.ts" import {{{')
  makeLocks()
  await deploy('f/a/one', 'import "./two.ts"\nimport "zod"')
  expect(makeLocks()).toEqual(['f/a/one', 'f/a/two'])
})

test('a script that a package list decides on keeps its lock', async () => {
  const lock = '// workspace-dependencies-mode: manual\n{}\n//bun.lock\n<empty>'
  await deploy('f/b/main', 'import { x } from "/f/a/lib.ts"', { lock })
  await deploy('f/a/lib', WITH_ZOD)
  expect(makeLocks()).toEqual(['f/a/lib'])
})

test('the steps of a flow that import it are locked anew, and no others', async () => {
  await deploy('f/a/lib', LIB)
  const step = (id: string, content: string, language = 'bun') => ({
    id,
    value: { type: 'rawscript', content, language, lock: language === 'bun' ? lockOfNames([]) : 'theirs' },
  })
  const modules = [
    step('own', 'export function main() {} // like /lib'),
    step('shared', 'import { x } from "/f/a/lib.ts"\nexport function main() { return x }'),
    step('snake', 'import lib', 'python3'),
  ]
  await windmill.call('POST', 'flows/create', { path: 'f/b/flow', summary: '', value: { modules }, schema: {} })
  makeLocks()
  await deploy('f/a/lib', WITH_ZOD)
  expect(makeLocks()).toEqual(['f/a/lib', 'f/b/flow'])
  const { body } = await windmill.call('GET', 'flows/get/f/b/flow')
  const locks = (body as { value: { modules: { value: JsonObject }[] } }).value.modules.map(({ value }) => value.lock)
  expect(locks).toEqual([lockOfNames([]), lockOfNames(['zod']), 'theirs'])
})
