import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningWindmill, startWindmill } from '../../../services/windmill/src/index.ts'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

let windmill: RunningWindmill
beforeAll(async () => {
  windmill = await startWindmill({ workspaces: ['sample'], isolation: 'off' })
})
afterAll(() => windmill.stop())

/** Runs `npm run deploy` as npm does; answers its status and what it said on each stream. */
async function run(args: string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, ['scripts/run.mjs', 'deploy', ...args], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [said, complained] = ['', '']
  child.stdout.on('data', (text) => (said += text))
  child.stderr.on('data', (text) => (complained += text))
  const [status] = await once(child, 'close')
  return { status, said, complained: complained.trim() }
}

test('shows the plan and does nothing, unless it is told to', async () => {
  const { status, said } = await run(['--base-url', `${windmill.url}/`, '--workspace', 'sample'], {
    WM_TOKEN: windmill.token,
  })
  expect(status).toBe(0)
  expect(said).toMatch(/^\+ f\/openanalyst\/core\//m)
  expect(said).toContain(`kept in the workspace sample of ${windmill.url}\n`)
  expect(said).toContain('Nothing has been done yet: add --apply to do it.')
  const headers = { authorization: `Bearer ${windmill.token}` }
  const scripts = await fetch(`${windmill.url}/api/w/sample/scripts/list`, { headers })
  expect(await scripts.json()).toEqual([])
})

test('says in one line what is missing or wrong', async () => {
  const target = ['--base-url', windmill.url, '--workspace', 'sample']
  const nothing = await run(target, { WM_TOKEN: '' })
  expect(nothing).toMatchObject({ status: 1, complained: expect.stringMatching(/^--token is missing\. [^\n]+$/) })
  const named = await run([...target, '--token', windmill.token, '--delete', 'f/no/such'])
  expect(named).toMatchObject({
    status: 1,
    complained: expect.stringMatching(/^--delete f\/no\/such names nothing[^\n]+$/),
  })
})
