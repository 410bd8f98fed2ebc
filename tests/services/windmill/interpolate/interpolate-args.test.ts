import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  getResourceInterpolated,
  getVariableValue,
  interpolateArgs,
} from '../../../../services/windmill/src/interpolate/index.ts'
import type { Json, JsonObject } from '../../../../services/windmill/src/shared/json.ts'
import { createTestWindmill, type TestWindmill } from '../../../helpers/windmill.ts'

let windmill: TestWindmill
beforeEach(async () => {
  windmill = await createTestWindmill()
  windmill.addMember('ada')
  await windmill.call('POST', 'variables/create', { path: 'f/conf/key', value: 's3cret', is_secret: true })
  await windmill.call('POST', 'variables/create', { path: 'f/conf/json', value: '{"n":[1]}' })
  await make('f/conf/db', { host: 'h', password: '$var:f/conf/key' })
})
afterEach(() => windmill.stop())

const make = (path: string, value: Json) =>
  windmill.call('POST', 'resources/create', { path, value, resource_type: 'x' })
const put = (args: JsonObject, as = 'u/admin') => interpolateArgs(windmill, windmill.workspace, as, args)

/** The message of the error that `work` throws, as a job would show it. */
function failure(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    return (error as { text: string }).text
  }
  throw new Error('it did not fail')
}

describe('the arguments of a job', () => {
  test('have what they refer to put in place', () => {
    expect(put({ db: '$res:f/conf/db', key: '$var:f/conf/key', data: '$jsonvar:f/conf/json', n: 1 })).toEqual({
      db: { host: 'h', password: 's3cret' },
      key: 's3cret',
      data: { n: [1] },
      n: 1,
    })
  })

  test('have it put in place within objects and lists too', () => {
    expect(put({ a: { b: { c: '$var:f/conf/key' }, list: ['$var:f/conf/key', { d: '$res:f/conf/db' }] } })).toEqual({
      a: { b: { c: 's3cret' }, list: ['s3cret', { d: { host: 'h', password: 's3cret' } }] },
    })
  })

  test('that refer to nothing stay the same object, and other dollars stay', () => {
    const args = { a: '$5', b: 'a $var:f/conf/key', c: ['$'], d: null }
    expect(put(args)).toBe(args)
  })

  test('fail with the words of Windmill when a resource is missing', () => {
    expect(failure(() => put({ db: '$res:f/conf/nowhere' }))).toBe(
      'execution error:\nNot found: Resource f/conf/nowhere not found for `db`: Not found: Resource f/conf/nowhere not found',
    )
    expect(failure(() => put({ a: { key: '$var:f/conf/nowhere' } }))).toBe(
      'execution error:\nNot found: Variable f/conf/nowhere not found for `key`: Not found: Variable f/conf/nowhere not found',
    )
  })

  test('are read with the rights of whom the job runs as', async () => {
    expect(failure(() => put({ key: '$var:f/conf/key' }, 'u/ada'))).toContain('Variable f/conf/key not found for `key`')
    await windmill.call('POST', 'folders/create', { name: 'conf', extra_perms: { 'u/ada': false } })
    expect(put({ key: '$var:f/conf/key' }, 'u/ada')).toEqual({ key: 's3cret' })
    expect(failure(() => put({ key: '$var:f/conf/key' }, 'g/ops'))).toContain('not found')
    expect(failure(() => put({ key: '$var:f/conf/key' }, 'u/nobody'))).toContain('u/nobody is not a member')
  })

  test('do not hang on resources that refer to each other', async () => {
    await make('f/conf/a', { b: '$res:f/conf/b' })
    await make('f/conf/b', { a: '$res:f/conf/a' })
    expect(failure(() => put({ x: '$res:f/conf/a' }))).toContain('f/conf/a → f/conf/b → f/conf/a')
  })

  test('refuse a chain that is longer than Windmill follows', async () => {
    for (let n = 0; n < 50; n++) await make(`f/chain/r${n}`, `$res:f/chain/r${n + 1}`)
    await make('f/chain/r50', 'the end')
    expect(put({ x: '$res:f/chain/r5' })).toEqual({ x: 'the end' })
    expect(failure(() => put({ x: '$res:f/chain/r0' }))).toContain('nested 50 deep')
  })
})

describe('expressions of a flow', () => {
  test('read variables and resources with the same rights', () => {
    expect(getVariableValue(windmill, 'sample', 'u/admin', 'f/conf/key')).toBe('s3cret')
    expect(getResourceInterpolated(windmill, 'sample', 'u/admin', 'f/conf/db')).toEqual({
      host: 'h',
      password: 's3cret',
    })
    expect(failure(() => getVariableValue(windmill, 'sample', 'u/ada', 'f/conf/key'))).toBe(
      'Not found: Variable f/conf/key not found',
    )
    expect(failure(() => getResourceInterpolated(windmill, 'sample', 'u/admin', 'f/conf/none'))).toBe(
      'Not found: Resource f/conf/none not found',
    )
  })
})
