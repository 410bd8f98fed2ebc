import { afterEach, expect, test } from 'vitest'
import { identify } from '../../../../f/agents/api/lib/caller.ts'
import { openRequest, prepare } from '../../../../f/agents/api/lib/prepare.ts'
import { seal, unseal } from '../../../../f/agents/api/lib/sealed.ts'
import { CodedError } from '../../../../f/lib/errors.ts'

const own = process.env.WM_TOKEN
afterEach(() => {
  if (own === undefined) delete process.env.WM_TOKEN
  else process.env.WM_TOKEN = own
})

test('what is sealed is read with its secret, and with no other, nor when it was changed', async () => {
  const sealed = await seal({ user_id: 'ada' }, 'a')
  expect(sealed).not.toContain('ada')
  expect(await unseal(sealed, 'a')).toEqual({ user_id: 'ada' })
  expect(await unseal(sealed, 'b')).toBeUndefined()
  expect(await unseal(`${sealed.slice(0, -2)}AA`, 'a')).toBeUndefined()
  expect(await unseal('short', 'a')).toBeUndefined()
})

test('who asks is whose token it is, as Windmill says', async () => {
  const windmill = (answer: unknown) => () => ({
    get: async () => {
      if (answer instanceof Error) throw answer
      return answer
    },
    post: async () => null,
  })
  const headers = { authorization: 'Bearer t' }
  expect(await identify(headers, windmill({ username: 'ada' }))).toEqual({ user_id: 'ada', token: 't' })
  expect(await identify(headers, windmill({ username: 'group-ops' }))).toEqual({ user_id: 'g/ops', token: 't' })
  await expect(identify({}, windmill({ username: 'ada' }))).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
  await expect(identify({ authorization: 'Basic t' }, windmill({}))).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
  await expect(identify(headers, windmill(undefined))).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
  const forbidden = new CodedError('FORBIDDEN', 'no')
  await expect(identify(headers, windmill(forbidden))).rejects.toThrow('users:read')
})

test('a request is taken from the preprocessor of the same job alone', async () => {
  process.env.WM_TOKEN = 'token of this job'
  const request = async (secret: string) => ({
    ...{ caller: await seal({ user_id: 'ada', token: 't' }, secret), params: { id: 'x' } },
  })
  expect(await openRequest(await request('token of this job'))).toMatchObject({
    caller: { user_id: 'ada' },
    params: { id: 'x' },
  })
  for (const forged of [await request('token of another'), { caller: 'ada' }, {}, null]) {
    await expect(openRequest(forged)).rejects.toThrow('Only a route knows who asks')
  }
})

test('what is wrong in a preprocessor is answered by main', async () => {
  const event = { kind: 'webhook', params: {}, query: {}, headers: {}, body: {} }
  const { request } = await prepare(event)
  await expect(openRequest(request)).rejects.toThrow('Only a route knows who asks')
})
