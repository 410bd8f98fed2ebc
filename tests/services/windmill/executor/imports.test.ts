import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { type ExecutorUnderTest, NODE_MODULES, startExecutor } from './executor-under-test.ts'

const folders: string[] = []
const newFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'executor-'))
  folders.push(folder)
  return folder
}

/** A package that finds a file of its own beside its code. */
function packageWithFile(): string {
  const folder = join(newFolder(), 'node_modules')
  mkdirSync(join(folder, 'beside'), { recursive: true })
  writeFileSync(join(folder, 'beside', 'package.json'), '{"name":"beside","version":"1.2.3","main":"index.js"}')
  writeFileSync(join(folder, 'beside', 'data.txt'), 'found')
  writeFileSync(
    join(folder, 'beside', 'index.js'),
    'exports.read = () => require("node:fs").readFileSync(require("node:path").join(__dirname, "data.txt"), "utf8")',
  )
  return folder
}

let executor: ExecutorUnderTest
beforeAll(async () => {
  executor = await startExecutor({ nodeModules: [NODE_MODULES, packageWithFile()] })
})
afterAll(async () => {
  await executor.stop()
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})
afterEach(() => vi.unstubAllEnvs())

describe('scripts of the workspace', () => {
  test('an import of an import is resolved from where it stands', async () => {
    executor.scripts.set('f/lib/outer', 'export { inner } from "./deep/inner.ts"')
    executor.scripts.set('f/lib/deep/inner', 'import { base } from "../base"\nexport const inner = () => base + 1')
    executor.scripts.set('f/lib/base', 'export const base = 41')
    const code = 'import { inner } from "/f/lib/outer.ts"\nexport function main() { return inner() }'
    expect(await executor.result(code)).toBe(42)
  })

  test('a change of an imported script is seen at the next run', async () => {
    const code = 'import { word } from "./changing.ts"\nexport function main() { return word }'
    executor.scripts.set('f/test/changing', 'export const word = "first"')
    expect(await executor.result(code)).toBe('first')
    executor.scripts.set('f/test/changing', 'export const word = "second"')
    const three = [1, 2, 3].map(() => executor.result(code))
    executor.scripts.set('f/test/changing', 'export const word = "third"')
    expect(await executor.result(code)).toBe('third')
    expect(await Promise.all(three)).not.toContain('first')
  })

  test('a temporary content takes the place of what is deployed', async () => {
    executor.scripts.set('f/test/both', 'export const which = "deployed"')
    executor.scripts.set('hash-of-temporary', 'export const which = "temporary"')
    const code = 'import { which } from "./both.ts"\nexport function main() { return which }'
    const spec = { temp_script_refs: { 'f/test/both': 'hash-of-temporary' } }
    expect(await executor.result(code, spec)).toBe('temporary')
    expect(await executor.result(code)).toBe('deployed')
  })

  test('a script that is not there is named, and who imports it', async () => {
    const { outcome } = await executor.run('import "./missing.ts"\nexport function main() {}')
    const message = expect.stringMatching(
      /Cannot find script f\/test\/missing in the workspace \(imported by f\/test\/script\)/,
    )
    expect(outcome).toEqual({ type: 'failure', error: { name: 'ExecutionErr', message } })
  })

  test('a type that is imported needs no script', async () => {
    expect(await executor.result('import type { T } from "./types.ts"\nexport function main() { return 1 }')).toBe(1)
  })

  test('await at the top level and import.meta work', async () => {
    const code =
      'const late = await Promise.resolve(5)\nexport function main() { return [late, typeof import.meta.url] }'
    expect(await executor.result(code)).toEqual([5, 'string'])
  })
})

describe('packages', () => {
  test('a version that is installed may be pinned', async () => {
    const code = 'import { read } from "beside@1.2.3"\nexport function main() { return typeof read }'
    expect(await executor.result(code)).toBe('function')
  })

  test('a package list says which version is imported, where it names one', async () => {
    vi.stubEnv('BUN_CONFIG_REGISTRY', 'http://127.0.0.1:9')
    vi.stubEnv('npm_config_registry', 'http://127.0.0.1:9')
    const code = 'import { read } from "beside"\nexport function main() { return typeof read }'
    const listed = (range: string) =>
      executor.run(code, {
        lock: `// workspace-dependencies-mode: manual\n// workspace-dependencies: default:0\n{"dependencies": {"beside": "${range}"}}\n//bun.lock\n<empty>`,
      })
    for (const range of ['1.2.3', '=1.2.3', '^9.0.0', 'latest']) {
      expect([range, (await listed(range)).outcome]).toMatchObject([range, { result: 'function' }])
    }
    expect((await listed('1.0.0')).outcome).toMatchObject({
      error: { message: expect.stringContaining('beside@1.0.0 is not installed') },
    })
    const inferred = await executor.run(code, { lock: '{"dependencies": {"beside": "1.0.0"}}\n//bun.lock\n<empty>' })
    expect(inferred.outcome).toMatchObject({ result: 'function' })
  })

  test('a package may be required, and named as Deno does', async () => {
    const code =
      'const { read } = require("beside")\nimport { z } from "npm:zod"\nexport function main() { return [read(), typeof z.string] }'
    expect(await executor.result(code)).toEqual(['found', 'function'])
  })

  test('a package that reads files beside itself finds them', async () => {
    expect(await executor.result('import { read } from "beside"\nexport function main() { return read() }')).toBe(
      'found',
    )
  })

  test('a package with native code is loaded from where it lies', async () => {
    const code =
      'import Database from "libsql"\nexport function main() { return new Database(":memory:").prepare("select 1 + 1 as two").get().two }'
    expect(await executor.result(code)).toBe(2)
  })

  test('a package that cannot be had says how to get it', async () => {
    vi.stubEnv('BUN_CONFIG_REGISTRY', 'http://127.0.0.1:9')
    vi.stubEnv('npm_config_registry', 'http://127.0.0.1:9')
    const { outcome } = await executor.run('import x from "no-such-package-here"\nexport function main() { return x }')
    const message = expect.stringMatching(
      /no-such-package-here@latest is not installed[\s\S]*npm install no-such-package-here/,
    )
    expect(outcome).toEqual({ type: 'failure', error: { name: 'ExecutionErr', message } })
  })
})

describe('bundles', () => {
  test('a bundle that lies in the data folder is used by the next server', async () => {
    const dataDir = newFolder()
    const code = 'import { z } from "zod"\nexport function main() { return z.string().safeParse(1).success }'
    const first = await startExecutor({ dataDir })
    expect(await first.result(code)).toBe(false)
    await first.stop()
    const bundles = join(dataDir, 'executor', 'bundles')
    const written = () => readdirSync(bundles).map((name) => [name, statSync(join(bundles, name)).mtimeMs])
    const before = written()
    const second = await startExecutor({ dataDir })
    expect(await second.result(code)).toBe(false)
    await second.stop()
    expect(before).toHaveLength(2)
    expect(written()).toEqual(before)
  })

  test('the program of a job is compiled to bytecode', async () => {
    const dataDir = newFolder()
    const server = await startExecutor({ dataDir })
    const programs = join(dataDir, 'executor', 'programs')
    expect(readdirSync(join(programs, readdirSync(programs)[0]!))).toContain('main.bc.js.jsc')
    const command = 'export const main = () => process.argv[1]'
    expect(await server.result(command)).toMatch(/main\.bc\.js$/)
    await server.stop()
  })

  test('a script that runs again is compiled to bytecode, which is used when it is all there', async () => {
    const dataDir = newFolder()
    const server = await startExecutor({ dataDir })
    for (let round = 0; round < 3; round++) await server.result('export function main() { return 1 }')
    const bundles = join(dataDir, 'executor', 'bundles')
    const folder = join(bundles, readdirSync(bundles).find((name) => !name.endsWith('.json'))!)
    await expect.poll(() => readdirSync(folder)).toContain('compiled')
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(['bundle.bc.js', 'bundle.bc.js.jsc']))
    await server.stop()

    // What a server leaves that was killed while it compiled.
    rmSync(join(folder, 'compiled'))
    rmSync(join(folder, 'bundle.bc.js'))
    const next = await startExecutor({ dataDir })
    for (let round = 0; round < 2; round++) expect(await next.result('export function main() { return 1 }')).toBe(1)
    await expect.poll(() => readdirSync(folder)).toContain('compiled')
    await next.stop()
  })
})
