import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
const documents = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file && existsSync(join(root, file)))

/** Everything between single backticks in a document, outside of blocks of code. */
const quoted = (file: string): string[] =>
  [
    ...readFileSync(join(root, file), 'utf8')
      .replace(/```[\s\S]*?```/g, '')
      .matchAll(/`([^`\n]+)`/g),
  ].map((match) => match[1]!)

const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> }
const cases = new Set(
  (JSON.parse(readFileSync(join(root, 'tests/conformance/cases.json'), 'utf8')) as { name: string }[]).map(
    (each) => each.name,
  ),
)
const groups = new Set([...cases].map((name) => name.split('/')[0]))

/** A path below the root's own folders, without placeholders. */
const isPath = (text: string) =>
  /^(f|services|scripts|tests|docs|migrations|resource_types|flows|apps)\/[\w./-]+$/.test(text) &&
  !/[A-Z]{3,}/.test(text)

describe.each(documents)('%s', (file) => {
  test('names files and folders that are there', () => {
    const missing = quoted(file)
      .filter(isPath)
      .filter((path) => !isThere(file, path))
    expect(missing).toEqual([])
  })

  test('names commands that package.json has', () => {
    const named = quoted(file).flatMap((text) => text.match(/^npm run ([\w:-]+)/)?.[1] ?? [])
    expect(named.filter((name) => !(name in scripts))).toEqual([])
  })

  test('names conformance cases that are recorded', () => {
    const named = quoted(file).filter((text) => /^[\w-]+\/[\w-]+$/.test(text) && groups.has(text.split('/')[0]!))
    const unknown = named.filter(
      (name) => !cases.has(name) && !isThere(file, name) && !existsSync(join(root, dirname(file), 'src', name)),
    )
    expect(unknown).toEqual([])
  })
})

/** What every installation sets for itself: items that a push leaves alone, so they are in no file. */
const settings = readFileSync(join(root, 'wmill.yaml'), 'utf8')

/** A deployed item may be named by its Windmill path, which has no ending. */
function isThere(file: string, path: string): boolean {
  if (settings.includes(`${path}.variable.yaml`) || settings.includes(`${path}.resource.yaml`)) return true
  const endings = ['', '.ts', '__flow', '__raw_app', '.resource.yaml', '.variable.yaml']
  return [root, join(root, dirname(file))].some((base) =>
    endings.some((ending) => existsSync(join(base, path + ending))),
  )
}
