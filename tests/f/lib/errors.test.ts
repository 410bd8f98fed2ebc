import { describe, expect, test } from 'vitest'
import { CodedError, toErrorRecord } from '../../../f/lib/errors.ts'
import { deriveId } from '../../../f/lib/ids.ts'

describe('the record of', () => {
  const record = { code: 'TOO_MANY', message: 'Too many: take 3.', details: { most: 3 } }

  test('a coded error is what it says', () => {
    expect(toErrorRecord(new CodedError('TOO_MANY', 'Too many: take 3.', { most: 3 }))).toEqual(record)
  })

  test('the error of a failed job keeps code and details, which Windmill puts into extra', () => {
    const extra = { code: 'TOO_MANY', details: { most: 3 } }
    expect(toErrorRecord({ name: 'CodedError', message: 'Too many: take 3.', stack: '', extra })).toEqual(record)
  })

  test('a task of workflow-as-code that failed is that of its job', () => {
    const error = { name: 'RangeError', message: 'out of range', stack: '', step_id: 'b' }
    const thrown = Object.assign(new Error("Task 'x' failed"), { name: 'TaskError', result: { error } })
    expect(toErrorRecord(thrown)).toEqual({
      ...{ code: 'INTERNAL', message: 'RangeError: out of range', details: { step_id: 'b' } },
    })
  })

  test('a job of workflow-as-code that failed with its step is that of the step', () => {
    const error = {
      name: 'CodedError',
      message: 'Too many: take 3.',
      extra: { code: 'TOO_MANY', details: { most: 3 } },
    }
    const extra = { result: { error }, step_key: 'begin_run' }
    expect(toErrorRecord({ name: 'TaskError', message: 'Too many: take 3.', stack: '', extra })).toEqual(record)
  })

  test('an error without a code says its class and its message', () => {
    expect(toErrorRecord(new TypeError('no'))).toEqual({ code: 'INTERNAL', message: 'TypeError: no', details: {} })
    expect(toErrorRecord(new Error('no')).message).toBe('no')
  })

  test.each([
    ['just text', 'just text'],
    [undefined, 'undefined'],
    [{ odd: 1 }, '{"odd":1}'],
  ])('%j, which is no error, says what was thrown', (thrown, message) => {
    expect(toErrorRecord(thrown)).toEqual({ code: 'INTERNAL', message, details: {} })
  })
})

test('an id is made of its parts, and of where they end', () => {
  expect(deriveId('a', 'bc')).toBe(deriveId('a', 'bc'))
  expect(deriveId('a', 'bc')).toMatch(/^[0-9a-f]{32}$/)
  expect(new Set([deriveId('a', 'bc'), deriveId('ab', 'c'), deriveId('abc'), deriveId('a', 'bc', 1)]).size).toBe(4)
})
