import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

interface Metadata {
  summary: string
  schema: { properties: Record<string, { description?: string; default?: unknown }>; required: string[] }
}

interface Signature {
  args: { name: string; has_default: boolean; default: unknown }[]
}

/** Windmill's own reading of a script's `main`, the one that `wmill generate-metadata` asks. */
let signatureOf: (code: string) => Signature

beforeAll(async () => {
  const require = createRequire(createRequire(import.meta.url).resolve('windmill-cli/package.json'))
  const parser = await import(require.resolve('windmill-parser-wasm-ts'))
  const wasm = join(require.resolve('windmill-parser-wasm-ts'), '..', 'windmill_parser_wasm_bg.wasm')
  await parser.default({ module_or_path: readFileSync(wasm) })
  signatureOf = (code) => JSON.parse(parser.parse_deno(code))
})

const files = readdirSync(join(ROOT, 'f'), { recursive: true, encoding: 'utf8' }).map((path) => join('f', path))
const scripts = files.filter((path) => path.endsWith('.ts') && !/__(?:flow|raw_app)\//.test(path))

describe.each(scripts)('%s', (path) => {
  const file = join(ROOT, path.replace(/\.ts$/, '.script.yaml'))

  test('has its metadata: a summary, and each parameter described as the code has it', () => {
    expect(existsSync(file), `${file} is missing: npm run generate`).toBe(true)
    const { summary, schema } = parse(readFileSync(file, 'utf8')) as Metadata
    expect(summary).not.toBe('')
    const { args } = signatureOf(readFileSync(join(ROOT, path), 'utf8'))
    expect(Object.keys(schema.properties).sort()).toEqual(args.map(({ name }) => name).sort())
    expect([...schema.required].sort()).toEqual(
      args.flatMap(({ name, has_default }) => (has_default ? [] : [name])).sort(),
    )
    for (const arg of args) {
      expect(schema.properties[arg.name]!.description, `${path}: ${arg.name}`).toBeTruthy()
      expect(schema.properties[arg.name]!.default ?? null).toEqual(arg.default ?? null)
    }
  })
})

describe.each(files.filter((path) => path.endsWith('__flow/flow.yaml')))('%s', (path) => {
  const flow = parse(readFileSync(join(ROOT, path), 'utf8')) as Metadata & {
    value: { modules: { id: string; summary?: string; value: { type: string; path?: string } }[] }
  }

  test('has a summary, a summary for each step, and a description of each input', () => {
    expect(flow.summary).toBeTruthy()
    for (const { id, summary } of flow.value.modules) expect(summary, id).toBeTruthy()
    for (const [name, { description }] of Object.entries(flow.schema.properties)) expect(description, name).toBeTruthy()
  })

  test('has steps that are there, with ids that say what they do', () => {
    for (const { id, value } of flow.value.modules) {
      expect(id).toMatch(/^[a-z]+(_[a-z]+)+$/)
      if (value.type === 'script') expect(existsSync(join(ROOT, `${value.path}.ts`)), value.path).toBe(true)
      if (value.type === 'flow') expect(existsSync(join(ROOT, `${value.path}__flow/flow.yaml`)), value.path).toBe(true)
    }
  })
})
