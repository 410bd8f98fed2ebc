import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningWindmill, startWindmill } from '../../services/windmill/src/index.ts'
import { openRepository, type Repository } from './wmill.ts'

const CONFIG = `defaultTs: bun
includes: ["f/**"]
nonDottedPaths: true
codebases:
  - relative_path: .
    includes: ["f/greet/**"]
    external: [windmill-client]
`
const GREET = `import { words } from '../../lib/words'
export async function main(name: string, times = 2) { return [words(name), times] }
`
/** A workflow of which each call is a job of its own. */
const TWICE = `import { task, workflow } from 'windmill-client'
import { words } from '../../lib/words'
const greet = task(async (name: string) => words(name))
export const main = workflow(async (name: string) => [await greet(name), await greet(name + '!')])
`
const words = (greeting: string) => `export const words = (name: string) => '${greeting}, ' + name\n`

let windmill: RunningWindmill
let repository: Repository
const write = (file: string, text: string) => {
  mkdirSync(join(repository.dir, file, '..'), { recursive: true })
  writeFileSync(join(repository.dir, file), text)
}
/** What a command printed as its result. */
const result = (text: string) => JSON.parse(/^[[{][\s\S]*^[\]}]$/m.exec(text)?.[0] ?? 'null')

beforeAll(async () => {
  windmill = await startWindmill({ workspaces: ['sample'] })
  repository = openRepository()
  rmSync(join(repository.dir, 'f'), { recursive: true })
  write('wmill.yaml', CONFIG)
  write('lib/words.ts', words('Hello'))
  write('f/greet/once.ts', GREET)
  write('f/greet/twice.ts', TWICE)
  await repository.wmill('workspace', 'add', 'here', 'sample', `${windmill.url}/`, '--token', windmill.token)
})
afterAll(async () => {
  await windmill.stop()
  repository.remove()
})

test('a script of a codebase is previewed, pushed and run as the CLI has bundled it', async () => {
  const preview = await repository.wmill('script', 'preview', 'f/greet/once.ts', '-d', '{"name":"Ada","times":5}')
  expect(result(preview)).toEqual(['Hello, Ada', 5])

  await repository.wmill('generate-metadata', '--yes')
  await repository.wmill('sync', 'push', '--yes')
  expect(result(await repository.wmill('script', 'run', 'f/greet/once', '-d', '{"name":"Bob"}'))).toEqual([
    'Hello, Bob',
    2,
  ])
  const twice = await repository.wmill('script', 'run', 'f/greet/twice', '-d', '{"name":"Eve"}')
  expect(result(twice)).toEqual(['Hello, Eve', 'Hello, Eve!'])
})

test('what it imports from beside it changes with a push, and a push without changes changes nothing', async () => {
  write('lib/words.ts', words('Good morning'))
  await repository.wmill('sync', 'push', '--yes')
  const run = await repository.wmill('script', 'run', 'f/greet/once', '-d', '{"name":"Bob"}')
  expect(result(run)).toEqual(['Good morning, Bob', 2])
  const again = await repository.wmill('sync', 'push', '--yes')
  for (const name of ['once', 'twice']) expect(again).toContain(`Script f/greet/${name} is up to date`)
})
