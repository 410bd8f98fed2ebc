import { describe, expect, test } from 'vitest'
import { resultAnswer } from '../../../../services/windmill/src/job-view/index.ts'
import type { Json } from '../../../../services/windmill/src/shared/json.ts'

async function answered(result: Json, success = true) {
  const response = resultAnswer({ result, success })
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() }
}

describe('a result becomes an answer', () => {
  test('as JSON with 200, or 422 when the job failed', async () => {
    expect(await answered({ a: 1 })).toEqual({ status: 200, type: 'application/json', text: '{"a":1}' })
    expect(await answered(null)).toEqual({ status: 200, type: 'application/json', text: 'null' })
    expect((await answered({ error: {} }, false)).status).toBe(422)
  })

  test('with the status and headers of its choosing', async () => {
    const result = { windmill_status_code: 418, windmill_headers: { 'X-Tea': 'pot' }, result: { refused: true } }
    const response = resultAnswer({ result, success: true })
    expect([response.status, response.headers.get('x-tea')]).toEqual([418, 'pot'])
    expect(await response.json()).toEqual({ refused: true })
    expect((await answered({ wm_status_code: 201, result: 1 })).status).toBe(201)
  })

  test('as a text of a type of its choosing', async () => {
    const page = { windmill_content_type: 'text/html', result: '<p>' }
    expect(await answered(page)).toEqual({ status: 200, type: 'text/html', text: '<p>' })
    const json = { windmill_content_type: 'application/x', result: { a: 1 } }
    expect((await answered(json)).text).toBe('{"a":1}')
  })

  test('as bytes in base64', async () => {
    const image = {
      windmill_content_type: 'image/png',
      windmill_content_transfer_encoding: 'base64',
      result: Buffer.from([0, 1, 255]).toString('base64'),
    }
    const response = resultAnswer({ result: image, success: true })
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(new Uint8Array([0, 1, 255]))
  })

  test('as nothing, with 204, when it shapes an answer without a body', async () => {
    expect((await answered({ windmill_headers: { a: 'b' } })).status).toBe(204)
    expect((await answered({ windmill_content_type: 'text/plain', result: null })).status).toBe(204)
    expect((await answered({ windmill_headers: { a: 'b' } }, false)).status).toBe(422)
    expect((await answered({ windmill_status_code: 202 })).status).toBe(202)
  })

  test('as it is when what looks like a choice is none', async () => {
    expect((await answered({ windmill_status_code: 'teapot', result: 1 })).text).toContain('teapot')
  })

  test('or is an execution error when its choice cannot be followed', () => {
    const base64 = { windmill_content_type: 'image/png', windmill_content_transfer_encoding: 'base64' }
    const refused: Json[] = [
      { windmill_status_code: 999 },
      { ...base64, result: '!' },
      { ...base64, result: 1 },
      { ...base64, windmill_content_transfer_encoding: 'gzip', result: 'a' },
      { windmill_content_transfer_encoding: 'base64', result: 'aaaa' },
    ]
    for (const result of refused) expect(() => resultAnswer({ result, success: true })).toThrow()
  })
})
