import { describe, expect, test } from 'vitest'
import { mainArgs, payloadOfQuery, readPayload } from '../../../../services/windmill/src/runnable/index.ts'

const request = (body: BodyInit | undefined, type?: string) =>
  new Request('http://127.0.0.1/', { method: 'POST', body, headers: type ? { 'content-type': type } : {} })

/** The arguments that a body becomes. */
const argsOf = async (body: BodyInit, type: string, raw = false, wrap_body = false) =>
  mainArgs(await readPayload(request(body, type), raw), { wrap_body })

describe('a body becomes arguments', () => {
  test('nothing is no argument', async () => {
    expect(mainArgs(await readPayload(request(undefined), false))).toEqual({})
    expect(await argsOf('', 'application/json')).toEqual({})
  })

  test('an object by its keys, anything else as body', async () => {
    expect(await argsOf('{"a":1}', 'application/json; charset=utf-8')).toEqual({ a: 1 })
    expect(await argsOf('[1]', 'application/json')).toEqual({ body: [1] })
    expect(await argsOf('null', 'application/json')).toEqual({ body: null })
    expect(await argsOf('{"a":1}', 'application/json', false, true)).toEqual({ body: { a: 1 } })
  })

  test('with its text beside it when asked', async () => {
    expect(await argsOf('{"a":1}', 'application/json', true)).toEqual({ a: 1, raw_string: '{"a":1}' })
  })

  test('a text, or XML, as raw_string', async () => {
    expect(await argsOf('<a/>', 'text/xml')).toEqual({ raw_string: '<a/>' })
    expect(await argsOf('hi', 'text/plain')).toEqual({ raw_string: 'hi' })
  })

  test('a form by its fields', async () => {
    expect(await argsOf('a=1&b=x+y', 'application/x-www-form-urlencoded')).toEqual({ a: '1', b: 'x y' })
  })

  test('a cloud event by its data, with the rest as metadata', async () => {
    const event = { specversion: '1.0', type: 't', data: { a: 1 } }
    expect(await argsOf(JSON.stringify(event), 'application/cloudevents+json')).toEqual({
      a: 1,
      WEBHOOK__METADATA__: { specversion: '1.0', type: 't' },
    })
  })

  test('of another type as text, or base64 when it is none', async () => {
    expect(await argsOf('plain', 'application/octet-stream')).toEqual({ raw_string: 'plain' })
    expect(await argsOf(new Uint8Array([0xff, 0]), 'application/octet-stream')).toEqual({ raw_string: '/wA=' })
  })

  test('or is refused', async () => {
    await expect(argsOf('[]', 'application/cloudevents-batch+json')).rejects.toThrow('not supported yet')
    await expect(argsOf('--x--', 'multipart/form-data; boundary=x')).rejects.toThrow('S3 bucket')
    await expect(argsOf(new Uint8Array([0xff]), 'application/json')).rejects.toThrow('invalid utf8')
    const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)
    await expect(argsOf(nested(1001), 'application/json')).rejects.toThrow('more than 1000 levels')
    expect(await argsOf(nested(1000), 'application/json')).toHaveProperty('body')
    await expect(argsOf('['.repeat(100_000), 'application/json')).rejects.toThrow('nested too deeply')
  })
})

test('more arguments stand above those of the body', () => {
  expect(mainArgs({ body: { a: 1, b: 2 } }, { extra: { a: 3 } })).toEqual({ a: 3, b: 2 })
})

test('the payload of a GET is JSON in base64', () => {
  expect(payloadOfQuery('eyJuYW1lIjoiR2V0In0=')).toEqual({ body: { name: 'Get' } })
  expect(payloadOfQuery(undefined)).toEqual({ body: {} })
  expect(() => payloadOfQuery('bm9uZQ==')).toThrow('invalid json')
})
