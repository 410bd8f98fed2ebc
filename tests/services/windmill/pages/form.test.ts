import { describe, expect, test } from 'vitest'
import { fieldsOf, formFields, readForm, valuesFrom } from '../../../../services/windmill/src/pages/form/index.ts'
import type { Json } from '../../../../services/windmill/src/shared/json.ts'

const schemaOf = (property: Json, required = false): Json => ({
  type: 'object',
  properties: { x: property },
  required: required ? ['x'] : [],
})

/** What a form with one argument says when `text` was written or chosen in it. */
const read = async (property: Json, text: string | string[] | undefined, required = false) => {
  const { args, errors } = await readForm(
    fieldsOf(schemaOf(property, required)),
    text === undefined ? {} : { 'arg.x': text },
  )
  return errors.x ?? ('x' in args ? args.x : 'left out')
}

describe('what is written in a form is read as the schema has it', () => {
  test.each<[string, Json, string | string[] | undefined, Json]>([
    ['a text', { type: 'string' }, 'a', 'a'],
    ['a text of two lines', { type: 'string', format: 'textarea' }, 'a\r\nb', 'a\nb'],
    ['a number', { type: 'number' }, '1.5', 1.5],
    ['a whole number', { type: 'integer' }, '2', 2],
    ['a checked box', { type: 'boolean' }, 'on', true],
    ['an unchecked box', { type: 'boolean' }, undefined, false],
    ['one of several numbers', { type: 'number', enum: [1, 2] }, '2', 2],
    ['several of a list', { type: 'array', items: { type: 'string', enum: ['a', 'b', 'c'] } }, ['c', 'a'], ['a', 'c']],
    ['texts, one a line', { type: 'array', items: { type: 'string' } }, 'a\r\n\r\nb', ['a', 'b']],
    ['a list of anything', { type: 'array', items: { type: 'number' } }, '[1, 2]', [1, 2]],
    ['an object', { type: 'object' }, '{"a": 1}', { a: 1 }],
    ['anything', {}, '"a"', 'a'],
    ['a date', { type: 'string', format: 'date' }, '2026-01-31', '2026-01-31'],
    ['a time', { type: 'string', format: 'date-time' }, '2026-01-31T08:30:00Z', '2026-01-31T08:30:00Z'],
    ['a resource', { type: 'object', format: 'resource-mailer' }, '$res:f/a/b', '$res:f/a/b'],
    ['a resource by its path alone', { type: 'object', format: 'resource-mailer' }, 'f/a/b', '$res:f/a/b'],
  ])('%s', async (_, property, written, expected) => {
    expect(await read(property, written)).toEqual(expected)
  })

  test('a file is sent in base64', async () => {
    const fields = fieldsOf(schemaOf({ type: 'string', contentEncoding: 'base64' }))
    const { args } = await readForm(fields, { 'arg.x': new File(['hello'], 'a.txt') })
    expect(args).toEqual({ x: 'aGVsbG8=' })
  })
})

describe('what cannot be read is said', () => {
  test.each<[string, Json, string, string]>([
    ['no number', { type: 'number' }, 'two', 'This is no number.'],
    ['no whole number', { type: 'integer' }, '1.5', 'This is no whole number.'],
    ['too small a number', { type: 'number', minimum: 3 }, '2', 'The least is 3.'],
    ['too big a number', { type: 'number', maximum: 3 }, '4', 'The most is 3.'],
    ['none of the choices', { type: 'string', enum: ['a', 'b'] }, 'c', 'Choose one of a, b.'],
    ['broken JSON', { type: 'object' }, '{a', 'This is no JSON'],
    ['a list for an object', { type: 'object' }, '[]', 'A JSON object is wanted'],
    ['an object for a list', { type: 'array' }, '{}', 'A JSON list is wanted'],
    ['no date', { type: 'string', format: 'date' }, '31.1.2026', 'A date is written as in 2026-01-31.'],
    ['no time', { type: 'string', format: 'date-time' }, 'noon', 'A time is written as in'],
    ['no e-mail address', { type: 'string', format: 'email' }, 'ada', 'This is no e-mail address.'],
    ['not the pattern', { type: 'string', pattern: '^a+$' }, 'b', 'This does not match the pattern ^a+$'],
  ])('%s', async (_, property, written, expected) => {
    expect(await read(property, written)).toContain(expected)
  })
})

describe('a field that is left empty', () => {
  test('is left out, so that the script has null', async () => {
    expect(await read({ type: 'string' }, '')).toBe('left out')
    expect(await read({ type: 'number', default: 3 }, '')).toBe('left out')
    expect(await read({ type: 'array', items: { type: 'string' } }, '')).toBe('left out')
  })

  test('is an empty text where the schema would put another', async () => {
    expect(await read({ type: 'string', default: 'hello' }, '')).toBe('')
  })

  test('is refused where the schema needs it', async () => {
    expect(await read({ type: 'string' }, '', true)).toBe('This is needed.')
    expect(await read({ type: 'array', items: { enum: ['a'] } }, undefined, true)).toBe('This is needed.')
    expect(await read({ type: 'boolean' }, undefined, true)).toBe(false)
  })
})

describe('a form', () => {
  test('names each control, what it is for and what is wrong with it to whoever cannot see it', () => {
    const fields = fieldsOf(schemaOf({ type: 'string', title: 'Full name', description: 'As in the passport.' }, true))
    const html = String(formFields(fields, { values: {}, errors: { x: 'This is needed.' }, resources: {} }))
    expect(html).toContain('<label for="field-0">Full name')
    expect(html).toMatch(/id="field-0" name="arg\.x" aria-describedby="field-0-note field-0-error" aria-invalid="true"/)
    expect(html).toContain('<p class="note" id="field-0-note">As in the passport.</p>')
  })

  test('shows the values of a job as they would be written', () => {
    const properties: Json = {
      lines: { type: 'array', items: { type: 'string' } },
      box: { type: 'boolean' },
      json: { type: 'object' },
      count: { type: 'number', default: 4 },
    }
    const fields = fieldsOf({ properties })
    expect(valuesFrom(fields, { lines: ['a', 'b'], box: true, json: { a: 1 } })).toEqual({
      lines: ['a\nb'],
      box: ['on'],
      json: ['{\n  "a": 1\n}'],
      count: ['4'],
    })
  })

  test.each<[string, Json, string]>([
    ['a whole number', { type: 'integer', minimum: 1, maximum: 10 }, 'whole number from 1 to 10'],
    ['a number with a least', { type: 'number', minimum: 0.5 }, 'number 0.5 or more'],
    ['a number with a most', { type: 'number', maximum: 7 }, 'number 7 or less'],
  ])('says the limits of %s before it is written', (_, property, expected) => {
    const html = String(formFields(fieldsOf(schemaOf(property)), { values: {}, errors: {}, resources: {} }))
    expect(html).toContain(`<small>${expected}</small>`)
  })

  test.each<[string, Json, Json]>([
    [
      'an object',
      { type: 'object', properties: { mode: { enum: ['a', 'b'] }, deep: { properties: { x: { type: 'number' } } } } },
      { mode: 'a', deep: { x: 0 } },
    ],
    ['a list', { type: 'array', items: { type: 'object', properties: { name: { type: 'string' } } } }, [{ name: '' }]],
  ])('shows in an empty field how %s is written', (_, property, sample) => {
    expect(fieldsOf(schemaOf(property))[0]!.control).toMatchObject({ kind: 'json', sample })
  })

  test('shows no sample where the schema does not say what is inside', () => {
    const html = String(formFields(fieldsOf(schemaOf({ type: 'object' })), { values: {}, errors: {}, resources: {} }))
    expect(html).not.toContain('placeholder')
  })

  test('of no schema has no fields', () => {
    expect(fieldsOf(undefined)).toEqual([])
    expect(fieldsOf({ properties: { x: null } })[0]!.control).toEqual({ kind: 'json' })
  })
})
