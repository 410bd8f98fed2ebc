import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { staleLocks, writeLocks } from '../../scripts/generate/locks.ts'
import { packagesOf } from '../../scripts/generate/script-packages.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'millwright-locks-'))
  symlinkSync(fileURLToPath(new URL('../../node_modules', import.meta.url)), join(root, 'node_modules'))
})
afterEach(() => {
  rmSync(root, { recursive: true })
})

function write(files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
}

describe('the packages of a script', () => {
  const packages = (files: Record<string, string>) => [...packagesOf('f/a/main.ts', (path) => files[path]!)].sort()

  test('are those of what it imports too, however deep and in circles', () => {
    const files = {
      'f/a/main.ts': "import { b } from './b.ts'\nimport { c } from '/f/c/index.ts'",
      'f/a/b.ts': "import { z } from 'zod'\nexport { main } from './main.ts'",
      'f/c/index.ts': "export * from '../d.ts'",
      'f/d.ts': "import '@scope/package/deep/file.js'",
    }
    expect(packages(files)).toEqual(['@scope/package', 'zod'])
  })

  test('are those too that are imported later, and not types or what Bun brings along', () => {
    const code = `import type { A } from 'only-types'
      import { type B } from 'only-types-too'
      import { readFileSync } from 'node:fs'
      import { join } from 'path'
      const later = await import('openai')`
    expect(packages({ 'f/a/main.ts': code })).toEqual(['openai'])
  })
})

describe('the locks of a repository', () => {
  const lock = (manifest: string, body: string) => `${manifest}\n//bun.lock\n${body}`
  const nothing = JSON.stringify({ dependencies: {} }, null, 2)

  test('of scripts that need nothing are written without the network, and are fresh then', () => {
    write({ 'f/a/plain.ts': 'export const main = () => 1', 'f/a/plain.script.yaml': '' })
    const stale = staleLocks(root)
    expect(stale).toEqual([{ path: 'f/a/plain.script.lock', manifest: nothing }])
    writeLocks(root, stale)
    expect(staleLocks(root)).toEqual([])
  })

  test('are stale when they are missing, name other versions, or resolve nothing', () => {
    const script = "import { z } from 'zod'\nexport const main = () => z"
    const other = JSON.stringify({ dependencies: { zod: 'latest' } }, null, 2)
    write({ 'f/a/main.ts': script, 'f/a/main.script.yaml': '', 'f/a/main.script.lock': lock(other, '{}') })
    const [stale] = staleLocks(root)
    expect(JSON.parse(stale!.manifest)).toEqual({ dependencies: { zod: expect.stringMatching(/^\d+\.\d+\.\d+$/) } })
    write({ 'f/a/main.script.lock': lock(stale!.manifest, '<empty>') })
    expect(staleLocks(root)).toHaveLength(1)
    write({ 'f/a/main.script.lock': lock(stale!.manifest, '{ "lockfileVersion": 2 }') })
    expect(staleLocks(root)).toEqual([])
  })

  test('are those of scripts with metadata, not of what stands in flows and apps', () => {
    write({ 'f/a/x__flow/step.ts': 'export const main = 1', 'f/a/unfinished.ts': 'export const main = 1' })
    expect(staleLocks(root)).toEqual([])
  })
})
