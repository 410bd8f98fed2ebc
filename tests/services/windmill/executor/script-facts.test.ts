import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { inspectScript, packagesOf } from '../../../../services/windmill/src/executor/index.ts'
import { bunLock } from '../../../../services/windmill/src/executor/lock/bun-lock.ts'
import { lockOf, lockOfList } from '../../../../services/windmill/src/executor/lock/lock-of.ts'
import { NODE_MODULES } from './executor-under-test.ts'

const nothing = () => undefined

describe('inspectScript', () => {
  test('reads parameters, their types, and what is exported', () => {
    const code = `import { z } from "zod"
import type { T } from "types-only"
export * from "./lib.ts"
export async function preprocessor(event: any) {}
export async function main(a: string, d?: Date | null, { x }: { x: number } = { x: 1 }) {}`
    expect(inspectScript(code, 'bun')).toEqual({
      args: [
        { name: 'a', type: 'string', isDate: false, optional: false },
        { name: 'd', type: 'Date', isDate: true, optional: true },
        { name: 'anon1', isDate: false, optional: true },
      ],
      hasMain: true,
      hasPreprocessor: true,
      isWorkflow: false,
      imports: ['zod', './lib.ts'],
    })
  })

  test('sees no parameters in a function that is bound to a constant (script/default-export-class)', () => {
    expect(inspectScript('export const main = async (n: number) => n', 'bun')).toMatchObject({
      args: [],
      hasMain: true,
    })
  })

  test('reads the parameters of a workflow', () => {
    const code = 'import { workflow } from "windmill-client"\nexport const main = workflow(async (when: Date) => 1)'
    const args = [{ name: 'when', type: 'Date', isDate: true, optional: false }]
    expect(inspectScript(code, 'bun')).toMatchObject({ args, isWorkflow: true })
  })

  test('reads the arguments of a bash script in the order of their positions', () => {
    const names = inspectScript(`second="$2"\nfirst="$1" # the first\nthird="\${3:-x}"`, 'bash').args.map(
      ({ name }) => name,
    )
    expect(names).toEqual(['first', 'second', 'third'])
  })

  test('says where code is no TypeScript', () => {
    expect(() => inspectScript('export function main( {', 'bun')).toThrow(/invalid TypeScript.*line 1/)
  })
})

describe('locks', () => {
  test('a script without packages has the lock that Windmill writes', () => {
    const code = 'import { readFileSync } from "node:fs"\nimport { x } from "./x.ts"\nexport function main() {}'
    expect(lockOf(code, 'f/a/b', nothing, [NODE_MODULES])).toBe('{\n  "dependencies": {}\n}\n//bun.lock\n<empty>')
  })

  test('packages of imported scripts count, each import once, pinned or not', () => {
    const scripts: Record<string, string> = {
      'f/a/lib': 'import pg from "pg@8.1.0"\nimport { back } from "./main.ts"',
      'f/a/main': 'import "./lib.ts"\nimport "@scope/name/sub"',
    }
    expect([...packagesOf(scripts['f/a/main']!, 'f/a/main', (path) => scripts[path])]).toEqual([
      ['pg', '8.1.0'],
      ['@scope/name', undefined],
    ])
  })

  test('a lock names the installed versions of all that is needed, the same each time', () => {
    const code = 'import { z } from "zod"\nimport pg from "pg"\nexport function main() {}'
    const lock = lockOf(code, 'f/a/b', nothing, [NODE_MODULES])
    expect(lock).toBe(lockOf(code, 'f/a/b', nothing, [NODE_MODULES]))
    expect(lock).toMatch(
      /^{\n {2}"dependencies": {\n {4}"pg": "latest",\n {4}"zod": "latest"\n {2}}\n}\n\/\/bun\.lock\n{/,
    )
    expect(lock).toMatch(/"zod": \["zod@\d[^"]+", "", {}, "sha512-[^"]+"\],/)
    expect(lock).toContain('"pg-protocol": ["pg-protocol@')
  })

  test('a lock of a list is the list, with the installed versions where they are the wanted ones', () => {
    const { version } = JSON.parse(readFileSync(join(NODE_MODULES, 'zod/package.json'), 'utf8'))
    const listed = (dependencies: Record<string, string>) =>
      lockOfList({ header: '// head', content: JSON.stringify({ dependencies }) }, [NODE_MODULES])
    expect(listed({ zod: version })).toMatch(/^\/\/ head\n{"dependencies":{"zod":"[\d.]+"}}\n\/\/bun\.lock\n{/)
    for (const range of [version, `^${version}`, 'latest', '>=3']) {
      expect([range, listed({ zod: range })]).toEqual([range, expect.stringContaining(`["zod@${version}"`)])
    }
    for (const range of ['3.0.0', '^3.1.0', '~3.1.0', '^0.3.0']) {
      expect([range, listed({ zod: range })]).toEqual([range, expect.not.stringContaining('["zod@')])
    }
    expect(listed({})).toContain('<empty>')
    expect(() => lockOfList({ header: '', content: '{"dependencies": [1]}' }, [])).toThrow(/no package\.json/)
    expect(() => lockOfList({ header: '', content: 'zod' }, [])).toThrow(/no package\.json/)
  })

  test('a package inside of another is told from the one beside it', () => {
    const tree = {
      'node_modules/a': { version: '1.0.0', dependencies: { b: '^1' } },
      'node_modules/a/node_modules/b': { version: '1.5.0', integrity: 'sha512-inner' },
      'node_modules/b': { version: '2.0.0', integrity: 'sha512-outer', os: ['linux'], bin: { b: 'cli.js' } },
      'node_modules/unused': { version: '9.0.0' },
    }
    const packages = bunLock({ a: 'latest', b: '2.0.0' }, tree).split('"packages": {\n')[1]
    expect(packages).toBe(`    "a": ["a@1.0.0", "", { "dependencies": { "b": "^1" } }, ""],

    "a/b": ["b@1.5.0", "", {}, "sha512-inner"],

    "b": ["b@2.0.0", "", { "os": "linux", "bin": { "b": "cli.js" } }, "sha512-outer"],
  }
}
`)
  })
})
