import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { scriptSchema } from '../../../../f/lib/windmill/script_schema.ts'

const root = new URL('../../../../', import.meta.url).pathname
const of = (parameters: string, before = '') =>
  scriptSchema(`${before}\nexport async function main(${parameters}) {\n  return { a: 1 }\n}`)!
const text = { type: 'string' }

test.each<[string, object]>([
  ['a: string', { type: 'string' }],
  ['a: number', { type: 'number' }],
  ['a: bigint', { type: 'integer' }],
  ['a: boolean = true', { type: 'boolean', default: true }],
  ['a = 3', { type: 'integer', default: 3 }],
  ['a = -1.5', { type: 'number', default: -1.5 }],
  ["a = 'it\\'s, (so)'", { type: 'string', default: "it's, (so)" }],
  ['a = ["x", "y"]', { type: 'array', items: text, default: ['x', 'y'] }],
  ['a = { n: 1 }', { type: 'object', properties: { n: { description: '', type: 'integer' } }, default: { n: 1 } }],
  ['a = new Date()', { type: '' }],
  ['a', { type: '' }],
  ['a: any', { type: '' }],
  ['a: string | number', { type: '' }],
  ['a: [number, string]', { type: '' }],
  ['a: () => void', { type: '' }],
  ['a: string | null = null', { type: 'string', default: null }],
  ["a: 'x' | 'y' = 'x'", { type: 'string', enum: ['x', 'y'], default: 'x' }],
  ["a: ('x' | 'y')[]", { type: 'array', items: { type: 'string', enum: ['x', 'y'] } }],
  ['a: Array<number>', { type: 'array', items: { type: 'number' } }],
  ['a: Date', { type: 'string', format: 'date-time' }],
  ['a: Record<string, { b: number }>', { type: 'object', properties: {} }],
  ['a: RT.SocialApi', { type: 'object', format: 'resource-social_api' }],
  [
    'a: { b: string; c?: number[] }',
    {
      type: 'object',
      properties: { b: { description: '', ...text }, c: { description: '', type: 'array', items: { type: 'number' } } },
      required: ['b'],
    },
  ],
])('%s', (parameter, schema) => {
  expect(of(parameter).properties).toEqual({ a: { description: '', ...schema } })
})

test('several parameters keep their order; those without a default are required', () => {
  const schema = of(`
    to: string, // who, and (where)
    /* how many */ count: number = 2,
    note?: string,
    more: string[] | undefined,
    { x, y }: { x: number, y: number },
  `)
  expect(schema.order).toEqual(['to', 'count', 'note', 'more', 'anon5'])
  expect(schema.required).toEqual(['to', 'anon5'])
})

test('a type of the file is what stands there', () => {
  const before = 'interface Gift {\n  to: string\n  amount?: number // at most 10\n}\ntype Odd = string | number'
  expect(of('gift: Gift, odd: Odd', before).properties).toMatchObject({
    gift: { type: 'object', properties: { to: text, amount: { type: 'number' } }, required: ['to'] },
    odd: { type: '' },
  })
})

test('a workflow has the parameters of its function', () => {
  const code = (inner: string) => `import { workflow } from 'windmill-client'\nexport const main = workflow(${inner})`
  expect(scriptSchema(code('async (name: string, run: object | null = null) => name'))?.required).toEqual(['name'])
  expect(scriptSchema(code('async function work(name: string) { return name }'))?.order).toEqual(['name'])
})

test.each(['export const main = async (a: string) => a', 'console.log("function main")', '', 'main('])(
  'what has no main has no schema: %s',
  (code) => {
    expect(scriptSchema(code)).toBeUndefined()
  },
)

// The command line infers the schemas of f/: what people write there by hand are descriptions and formats.
const scripts = readdirSync(`${root}f`, { recursive: true })
  .map((path) => `f/${String(path)}`)
  .filter((path) => path.endsWith('.ts') && !path.includes('__raw_app'))
  .filter((path) =>
    /export (?:async )?function main\b|export const main = workflow/.test(readFileSync(root + path, 'utf8')),
  )

test('the scripts of this repository have the schemas that the command line has written', () => {
  expect(scripts.length).toBeGreaterThan(60)
  for (const path of scripts) {
    const { schema } = parse(readFileSync(root + path.replace(/\.ts$/, '.script.yaml'), 'utf8'))
    const read = scriptSchema(readFileSync(root + path, 'utf8'))!
    const types = (properties: Record<string, { type: string }>) =>
      Object.fromEntries(Object.entries(properties ?? {}).map(([name, { type }]) => [name, type]))
    expect({ path, types: types(read.properties), required: read.required.toSorted() }).toEqual({
      ...{ path, types: types(schema.properties), required: schema.required.toSorted() },
    })
  }
})
