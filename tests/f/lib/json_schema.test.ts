import { describe, expect, test } from 'vitest'
import { faultsOfSchema, type JsonSchema, schemaFaults } from '../../../f/lib/json_schema.ts'

const person: JsonSchema = {
  type: 'object',
  properties: {
    name: { type: 'string', minLength: 2, pattern: '^[A-Z]' },
    age: { type: 'integer', minimum: 0, exclusiveMaximum: 150 },
    tags: { type: 'array', items: { enum: ['a', 'b'] }, maxItems: 2 },
    home: { $ref: '#/$defs/place' },
    contact: { anyOf: [{ type: 'string' }, { type: 'object', required: ['mail'] }] },
    either: { oneOf: [{ type: 'number' }, { type: 'integer' }] },
    not_null: { not: { type: 'null' } },
    exact: { const: { b: 1, a: 2 } },
    kinds: { type: ['string', 'null'] },
    half: { multipleOf: 0.5 },
    both: { allOf: [{ minimum: 1 }, { maximum: 2 }] },
    never: false,
  },
  required: ['name'],
  additionalProperties: false,
  $defs: { place: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } },
}

describe('a value that fits has no faults', () => {
  test.each([
    [{ name: 'Ada' }],
    [{ name: 'Ada', age: 36, tags: ['a', 'b'], home: { city: 'London' }, contact: 'ada@x.org' }],
    [
      {
        name: 'Ada',
        contact: { mail: 'ada@x.org' },
        either: 1.5,
        exact: { a: 2, b: 1 },
        kinds: null,
        half: 1.5,
        both: 2,
      },
    ],
  ])('%j', (value) => {
    expect(schemaFaults(person, value)).toEqual([])
  })
})

describe('what does not fit is told with its place', () => {
  test.each([
    ['Ada', 'value: must be object, is string'],
    [{}, 'value: name is missing'],
    [{ name: 'A' }, 'name: must have at least 2 characters'],
    [{ name: 'ada' }, 'name: must match ^[A-Z]'],
    [{ name: 'Ada', age: 1.5 }, 'age: must be integer, is number'],
    [{ name: 'Ada', age: -1 }, 'age: must be at least 0'],
    [{ name: 'Ada', age: 150 }, 'age: must be less than 150'],
    [{ name: 'Ada', tags: ['c'] }, 'tags.0: must be one of ["a","b"]'],
    [{ name: 'Ada', tags: ['a', 'b', 'a'] }, 'tags: must have at most 2 items'],
    [{ name: 'Ada', home: {} }, 'home: city is missing'],
    [{ name: 'Ada', contact: {} }, 'contact: fits none of 2 forms'],
    [{ name: 'Ada', either: 1 }, 'either: must fit exactly one of 2 forms'],
    [{ name: 'Ada', not_null: null }, 'not_null: is what it must not be'],
    [{ name: 'Ada', exact: { a: 2 } }, 'exact: must be {"b":1,"a":2}'],
    [{ name: 'Ada', kinds: 1 }, 'kinds: must be string or null, is number'],
    [{ name: 'Ada', half: 0.3 }, 'half: must be a multiple of 0.5'],
    [{ name: 'Ada', both: 3 }, 'both: must be at most 2'],
    [{ name: 'Ada', never: 1 }, 'never: must not be there'],
    [{ name: 'Ada', other: 1 }, expect.stringContaining('value: other is not known; there is name, age')],
  ])('%j', (value, fault) => {
    expect(schemaFaults(person, value)).toEqual([fault])
  })

  test('several at once', () => {
    expect(schemaFaults(person, { age: 'x', other: 1 })).toHaveLength(3)
  })
})

test('values of further properties can have a schema of their own', () => {
  const counts = { type: 'object', additionalProperties: { type: 'number' } }
  expect(schemaFaults(counts, { a: 1, b: 'x' })).toEqual(['b: must be number, is string'])
})

describe('a schema', () => {
  test.each<JsonSchema>([
    person,
    {},
    { a: 1 },
    { $ref: '#/$defs/a~1b', $defs: { 'a/b': { $ref: '#/anyOf/0' } }, anyOf: [{ type: 'string' }] },
    { properties: { next: { $ref: '#' }, type: { type: 'string' } } },
  ])('that values can be checked against has no faults: %j', (schema) => {
    expect(faultsOfSchema(schema)).toEqual([])
  })

  test.each<[JsonSchema, string[]]>([
    [{ type: 'text' }, ['type']],
    [{ type: ['string', 'date'] }, ['type']],
    [{ items: { additionalProperties: { not: { type: 'any' } } } }, ['items', 'additionalProperties', 'not', 'type']],
    [{ properties: { a: { anyOf: [true, { pattern: '(' }] } } }, ['properties', 'a', 'anyOf', '1', 'pattern']],
    [{ $ref: '#/$defs/nothing' }, ['$ref']],
    [{ $ref: 'https://example.org/schema' }, ['$ref']],
    [{ $ref: '#' }, ['$ref']],
    [{ $defs: { type: { type: 1 } } }, ['$defs', 'type', 'type']],
  ])('that nothing can be checked against tells where: %j', (schema, path) => {
    expect(faultsOfSchema(schema)).toMatchObject([{ path }])
  })

  test('reaches definitions by names with escaped characters, and lists', () => {
    const schema = { $ref: '#/$defs/a~1b', $defs: { 'a/b': { $ref: '#/anyOf/0' } }, anyOf: [{ type: 'string' }] }
    expect(schemaFaults(schema, 1)).toContain('value: must be string, is number')
  })
})
