import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningWindmill, startWindmill } from '../../../../services/windmill/src/index.ts'

let windmill: RunningWindmill
beforeAll(async () => {
  windmill = await startWindmill({ workspaces: ['sample'], isolation: 'off' })
})
afterAll(() => windmill?.stop())

async function call(method: string, path: string, body?: unknown, token = windmill.token): Promise<string> {
  const response = await fetch(`${windmill.url}/api/w/sample${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${response.status} ${text}`)
  return text
}

const deploy = (path: string, content: string, parent_hash?: string) =>
  call('POST', '/scripts/create', {
    ...{ path, content, parent_hash, language: 'bun', lock: '', summary: '', description: '', schema: {} },
  })
const result = () => call('POST', '/jobs/run_wait_result/p/u/admin/greets', {})

test('a script runs with what it imports as that is deployed at the time', async () => {
  const first = await deploy('u/admin/word', 'export const word = "one"')
  await deploy('u/admin/greets', 'import { word } from "./word.ts"\nexport function main() { return word }')
  expect(await result()).toBe('"one"')
  const second = await deploy('u/admin/word', 'export const word = "two"', first)
  expect(await result()).toBe('"two"')
  await deploy('u/admin/other', 'export function main() {}')
  expect(await result()).toBe('"two"')
  await call('POST', `/scripts/archive/h/${second}`)
  await expect(result()).rejects.toThrow('Cannot find script u/admin/word')
  await deploy('u/admin/word', 'export const word = "three"', second)
  expect(await result()).toBe('"three"')
})

test('whoever may not read what a script imports does not run it, also when others have', async () => {
  const add = async (username: string) => {
    const email = `${username}@example.com`
    await call('POST', '/../../users/create', {
      email,
      password: 'a long password',
      super_admin: false,
      name: username,
    })
    await call('POST', '/workspaces/add_user', { email, username, is_admin: false, operator: false })
    return call('POST', '/../../auth/login', { email, password: 'a long password' })
  }
  const ada = await add('ada')
  await call('POST', '/folders/create', { name: 'shut', extra_perms: {} })
  await call('POST', '/folders/create', { name: 'open', extra_perms: { 'g/all': false } })
  await deploy('f/shut/word', 'export const word = "one"')
  await deploy('f/open/greets', 'import { word } from "../shut/word.ts"\nexport function main() { return word }')
  const run = (token?: string) => call('POST', '/jobs/run_wait_result/p/f/open/greets', {}, token)
  expect(await run()).toBe('"one"')
  await expect(run(ada)).rejects.toThrow('Cannot find script f/shut/word')
  await call('POST', '/folders/update/shut', { extra_perms: { 'u/ada': false } })
  expect(await run(ada)).toBe('"one"')
  await call('POST', '/folders/update/shut', { extra_perms: {} })
  await expect(run(ada)).rejects.toThrow('Cannot find script f/shut/word')
  expect(await run()).toBe('"one"')
})
