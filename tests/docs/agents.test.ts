import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type OpenAnalyst, startOpenAnalyst } from '../helpers/open-analyst.ts'

let analyst: OpenAnalyst
beforeAll(async () => {
  analyst = await startOpenAnalyst()
})
afterAll(async () => analyst?.stop())

test('docs/agents.md: its commands do what it says, with the offline model', async () => {
  const page = readFileSync(new URL('../../docs/agents.md', import.meta.url), 'utf8')
  const blocks = [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, commands]) => commands)
  const said = await bash(blocks.map((block) => `${block}\necho; echo ==\n`).join(''), analyst.target.baseUrl)
  const [, , made, asked, approved, remembered, checked] = said.split('==\n')
  expect(made).toContain('"name":"giver"')
  expect(asked!.trim()).toBe('waiting_approval')
  expect(approved).toContain('"approved":true')
  expect(approved).toContain('Bob has got 20')
  expect(remembered).toContain("The user's name is Ada.")
  expect(checked).toContain('1 of 1 cases passed')
})

/** Runs commands in one shell and answers what they print. Throws what they complain of when they fail. */
function bash(commands: string, WINDMILL: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const shell = spawn('bash', ['-c', `set -e -o pipefail\n${commands}`], { env: { ...process.env, WINDMILL } })
    let [said, complained] = ['', '']
    shell.stdout.on('data', (piece) => {
      said += piece
    })
    shell.stderr.on('data', (piece) => {
      complained += piece
    })
    shell.once('error', reject)
    shell.once('close', (status) => (status === 0 ? resolve(said) : reject(new Error(`${said}\n${complained}`))))
  })
}
