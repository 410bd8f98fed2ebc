import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

const LAUNCH = new URL('../../../scripts/launch/index.mjs', import.meta.url).href

/** The package's own folder, with one command in it, which says what it is given. */
let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'launch-'))
  mkdirSync(join(root, 'parts'))
  write('package.json', '{ "type": "module" }')
  write('command.ts', "import { word } from './parts/word.ts'\nconsole.log(word satisfies string)\n")
  write('parts/word.ts', "export const word: string = 'first'\n")
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const write = (path: string, text: string) => writeFileSync(join(root, path), text)
const cache = () => join(root, 'node_modules', '.cache', 'millwright', 'commands')
const folders = () => readdirSync(cache()).filter((name) => !name.endsWith('.json'))

/** Installs a package that is named `word`. */
function addPackage(text: string) {
  mkdirSync(join(root, 'node_modules/word'), { recursive: true })
  write('node_modules/word/package.json', '{ "name": "word", "type": "module", "exports": "./index.js" }')
  write('node_modules/word/index.js', text)
}

/** Runs the command of `folder` to its end. */
async function run(folder = root) {
  const program = `import { launch } from ${JSON.stringify(LAUNCH)}\nawait launch(process.argv[1], process.argv[2])`
  const child = spawn(
    process.execPath,
    ['--input-type=module', '--eval', program, folder, join(folder, 'command.ts')],
    { stdio: ['ignore', 'pipe', 'pipe'], cwd: folder },
  )
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text))
  const [status] = await once(child, 'close')
  return { status, said: said.trim() }
}

const saying = (said: string) => ({ status: 0, said })

test('a command that nothing has changed in is compiled once', async () => {
  expect(await run()).toEqual(saying('first'))
  const [folder] = folders()
  appendFileSync(join(cache(), folder!, 'main.mjs'), "console.log('kept')\n")
  expect(await run()).toEqual(saying('first\nkept'))
  expect(folders()).toEqual([folder])
})

test('a source file with other content is noticed, though it has the same size and time', async () => {
  await run()
  const time = new Date('2026-01-01')
  utimesSync(join(root, 'parts/word.ts'), time, time)
  expect(await run()).toEqual(saying('first'))
  write('parts/word.ts', "export const word: string = 'other'\n")
  utimesSync(join(root, 'parts/word.ts'), time, time)
  expect(await run()).toEqual(saying('other'))
})

test('a source file that is gone is noticed, and told with file and line', async () => {
  await run()
  rmSync(join(root, 'parts/word.ts'))
  const { status, said } = await run()
  expect(status).toBe(1)
  expect(said).toContain('command.ts:1:21: ERROR: Could not resolve "./parts/word.ts"')
})

test('packages are found from the sources, and a new file that says otherwise is noticed', async () => {
  addPackage("export const word = 'of the package'\n")
  write('command.ts', "import { word } from 'word'\nconsole.log(word)\n")
  expect(await run()).toEqual(saying('of the package'))
  write('tsconfig.json', '{ "compilerOptions": { "paths": { "word": ["./parts/word.ts"] } } }')
  expect(await run()).toEqual(saying('first'))
})

test('a broken source file is told with file and line, and mended', async () => {
  await run()
  write('parts/word.ts', "\nexport const word: string = = 'first'\n")
  const { status, said } = await run()
  expect(status).toBe(1)
  expect(said).toContain('parts/word.ts:2:28: ERROR: Unexpected "="')
  write('parts/word.ts', "export const word: string = 'mended'\n")
  expect(await run()).toEqual(saying('mended'))
})

test('commands that compile at the same time all run, and leave one that is whole', async () => {
  expect(await Promise.all([run(), run(), run()])).toEqual([saying('first'), saying('first'), saying('first')])
  const before = folders()
  expect(await run()).toEqual(saying('first'))
  expect(folders()).toEqual(before)
})

test('where nothing can be kept, the command runs all the same', async () => {
  write('node_modules', 'no folder')
  expect(await run()).toEqual(saying('first'))
  write('parts/word.ts', "\nexport const word: string = = 'first'\n")
  const { status, said } = await run()
  expect(status).toBe(1)
  expect(said).toContain('parts/word.ts:2:28')
})

test('what a file reads beside itself is found, and an error names the line of the source', async () => {
  write(
    'command.ts',
    `#!/usr/bin/env node
import { readFileSync } from 'node:fs'
interface NotThere { line: 3 }
console.log(readFileSync(new URL('./parts/word.ts', import.meta.url), 'utf8').trim())
throw new Error('on purpose')
`,
  )
  const { status, said } = await run()
  expect(status).toBe(1)
  expect(said).toContain("export const word: string = 'first'")
  expect(said).toContain(`${join(root, 'command.ts')}:5:7`)
})

test('what is imported late is not run before, nor are the packages that it imports', async () => {
  addPackage("console.log('late')\nexport const word = 'last'\n")
  write('command.ts', "console.log('now')\nawait import('./parts/late.ts')\n")
  write('parts/late.ts', "import { word } from 'word'\nconsole.log(word)\n")
  expect(await run()).toEqual(saying('now\nlate\nlast'))
})

test('a copy of the folder runs its own sources', async () => {
  await run()
  const copy = `${root}-copy`
  try {
    cpSync(root, copy, { recursive: true, preserveTimestamps: true })
    writeFileSync(join(copy, 'parts/word.ts'), "export const word: string = 'copied'\n")
    expect(await run(copy)).toEqual(saying('copied'))
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
})

test('what has not been used for a day is cleared away, and what is in use is kept', async () => {
  await run()
  const [used] = folders()
  const longAgo = new Date('2026-01-01')
  utimesSync(join(cache(), used!), longAgo, longAgo)
  await run()
  mkdirSync(join(cache(), 'unused'))
  utimesSync(join(cache(), 'unused'), longAgo, longAgo)
  write('parts/word.ts', "export const word: string = 'newer'\n")
  await run()
  expect(existsSync(join(cache(), used!))).toBe(true)
  expect(existsSync(join(cache(), 'unused'))).toBe(false)
})

test('a record that is broken is made again', async () => {
  await run()
  const record = join(cache(), readdirSync(cache()).find((name) => name.endsWith('.json'))!)
  writeFileSync(record, readFileSync(record, 'utf8').slice(0, 20))
  expect(await run()).toEqual(saying('first'))
  expect(JSON.parse(readFileSync(record, 'utf8'))).toHaveProperty('folder')
})

test('a compiled command that somebody has removed is made again', async () => {
  await run()
  rmSync(join(cache(), folders()[0]!), { recursive: true })
  expect(await run()).toEqual(saying('first'))
})

test('of two clones with one node_modules, each runs its own sources', async () => {
  await run()
  const other = `${root}-other`
  try {
    cpSync(root, other, { recursive: true, filter: (path) => !path.includes('node_modules') })
    symlinkSync(join(root, 'node_modules'), join(other, 'node_modules'))
    writeFileSync(join(other, 'parts/word.ts'), "export const word: string = 'other'\n")
    expect(await run(other)).toEqual(saying('other'))
    const before = folders()
    expect([await run(), await run(other)]).toEqual([saying('first'), saying('other')])
    expect(folders()).toEqual(before)
  } finally {
    rmSync(other, { recursive: true, force: true })
  }
})
