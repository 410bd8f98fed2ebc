import { expect, test } from 'vitest'
import type { JsonSchema } from '../../../services/model/src/schema/json.ts'
import { ask, textOf } from './kit.ts'

function fill(task: string, schema: JsonSchema, system?: string): unknown {
  const answer = ask(task, { response_format: { type: 'json_schema', json_schema: { name: 'x', schema } } }, system)
  return 'value' in answer ? answer.value : textOf(answer)
}

function object(properties: Record<string, JsonSchema>, required = Object.keys(properties)): JsonSchema {
  return { type: 'object', properties, required }
}

test('values come from the text', () => {
  const schema = object({
    name: { type: 'string' },
    age: { type: 'integer' },
    city: { type: 'string' },
    status: { enum: ['inactive', 'active'] },
    mail: { type: 'string', format: 'email' },
    since: { type: 'string', format: 'date' },
  })
  expect(fill('Ada is 36, from Brno, active since 2024-05-01: ada@example.com', schema)).toEqual({
    name: 'Ada',
    age: 36,
    city: 'Brno',
    status: 'active',
    mail: 'ada@example.com',
    since: '2024-05-01',
  })
  expect(fill('scores 3, 5 and 8', object({ scores: { type: 'array', items: { type: 'number' } } }))).toEqual({
    scores: [3, 5, 8],
  })
})

test('what the text does not give is the smallest valid value', () => {
  const schema = object({
    count: { type: 'integer', minimum: 40 },
    above: { type: 'number', exclusiveMinimum: 0 },
    below: { type: 'integer', maximum: -3 },
    tags: { type: 'array', items: { type: 'string', minLength: 2 }, minItems: 2 },
    kind: { const: 'note' },
    done: { type: 'boolean' },
    level: { enum: ['low', 'high'] },
    when: { type: ['string', 'null'], format: 'date-time' },
    nested: object({ ok: { type: 'boolean', default: true } }),
  })
  expect(fill('nothing', schema)).toEqual({
    count: 40,
    above: 0.5,
    below: -3,
    tags: ['--', '--'],
    kind: 'note',
    done: false,
    level: 'low',
    when: '1970-01-01T00:00:00Z',
    nested: { ok: true },
  })
})

test('references, unions and recursive schemas end in a valid value', () => {
  const schema: JsonSchema = {
    ...object({
      tree: { $ref: '#/$defs/tree' },
      either: { anyOf: [{ type: 'null' }, { type: 'integer', minimum: 7 }] },
    }),
    $defs: {
      tree: object({ label: { type: 'string' }, children: { type: 'array', items: { $ref: '#/$defs/tree' } } }),
    },
  }
  expect(fill('no values here', schema)).toEqual({ tree: { label: '', children: [] }, either: 7 })
})

test('a property for an answer holds what the model says', () => {
  expect(fill('What is my name?', object({ answer: { type: 'string' } }), 'The user is called Ada.')).toEqual({
    answer: 'Your name is Ada.',
  })
})

test('json_object has the pairs of the text, or the answer', () => {
  const json = (task: string) => ask(task, { response_format: { type: 'json_object' } })
  expect(json('JSON please: a=1, b="two"')).toEqual({ value: { a: 1, b: 'two' } })
  expect(json('Thanks')).toEqual({ value: { answer: 'You are welcome.' } })
})
