import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url))
const SAMPLE = join(REPOSITORY, 'tests/conformance/workspace')

const script = (content: string, schema: object, summary = '') => ({
  content,
  meta: { summary, kind: 'script', schema },
})

/** Scripts that the pages are tried with. */
const SCRIPTS = {
  'f/try/waits': script(
    `import * as wmill from 'windmill-client'
export async function main() {
  console.log('it has begun')
  while ((await wmill.getVariable('f/try/gate')) !== 'open') await Bun.sleep(20)
  console.log('it has ended')
  return 'through'
}`,
    { type: 'object', properties: {} },
  ),
  'f/try/report': script(
    `export async function main(customer: string, count: number, loud: boolean, kind: string, options: object) {
  return { customer, count, loud, kind, options }
}`,
    {
      type: 'object',
      required: ['customer', 'count'],
      properties: {
        customer: { type: 'string', description: 'Whose report it is.' },
        count: { type: 'integer' },
        loud: { type: 'boolean', default: false },
        kind: { type: 'string', enum: ['short', 'long'], default: 'short' },
        options: { type: 'object', default: {} },
      },
    },
    'Report of a customer',
  ),
}

/** A raw app that hands its calls to whoever drives the page. */
const CALLS_APP = {
  'index.tsx': `import { backend, backendAsync, waitJob, getJob, streamJob } from './wmill'
Object.assign(window, { calls: { backend, backendAsync, waitJob, getJob, streamJob } })
document.getElementById('root')!.textContent = 'ready for calls'
`,
  'raw_app.yaml': 'summary: Calls\n',
  'package.json': '{}',
  'backend/add.ts': 'export async function main(a: number, b: number) { return a + b }',
  'backend/fails.ts': "export async function main() { throw new Error('no luck today') }",
  'backend/refused.ts': 'export async function main() { return 1 }',
  'backend/counts.ts': `export async function* main(upTo: number) {
  for (let i = 1; i <= upTo; i++) yield i + ' '
}`,
}

/**
 * The sample workspace of the conformance suite with more in it, in a folder of its own: a repository as a user of the
 * CLI has it. Packages of its apps are those of this repository, so that nothing is fetched.
 */
export function makeWorkspace(): {
  push(url: string, workspace: string, token: string): Promise<void>
  remove(): void
} {
  const dir = mkdtempSync(join(tmpdir(), 'millwright-workspace-'))
  cpSync(SAMPLE, dir, { recursive: true })
  const write = (path: string, content: string) => {
    mkdirSync(dirname(join(dir, path)), { recursive: true })
    writeFileSync(join(dir, path), content)
  }
  for (const [path, { content, meta }] of Object.entries(SCRIPTS)) {
    write(`${path}.ts`, content)
    write(`${path}.script.yaml`, JSON.stringify({ ...meta, description: '', lock: '' }))
  }
  for (const name of ['calls', 'caged']) {
    for (const [file, content] of Object.entries(CALLS_APP)) write(`f/try/${name}__raw_app/${file}`, content)
    mkdirSync(join(dir, `f/try/${name}__raw_app/node_modules`))
  }
  mkdirSync(join(dir, 'f/sample/board__raw_app/node_modules'))
  for (const name of ['react', 'react-dom', 'scheduler']) {
    symlinkSync(join(REPOSITORY, 'node_modules', name), join(dir, 'f/sample/board__raw_app/node_modules', name))
  }
  return {
    push: async (url, workspace, token) => {
      const target = ['--base-url', url, '--workspace', workspace, '--token', token]
      const options = { cwd: dir, env: { ...process.env, HOME: dir, NO_COLOR: '1' } }
      await promisify(execFile)(
        join(REPOSITORY, 'node_modules/.bin/wmill'),
        ['sync', 'push', '--yes', ...target],
        options,
      )
    },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  }
}
