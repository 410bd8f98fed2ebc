import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningWindmill, startWindmill } from '../../services/windmill/src/index.ts'
import { openRepository, type Repository } from './wmill.ts'

const SETTINGS = `name: sample
color: '#ff0000'
webhook: http://example.com/changes
auto_invite:
  enabled: true
  operator: false
  mode: add
ai_config:
  providers:
    openai:
      models:
        - gpt
      resource_path: f/sample/api
default_scripts:
  order:
    - bun
operator_settings:
  runs: true
git_sync:
  repositories: []
error_handler:
  path: script/f/sample/greet
  muted_on_cancel: false
success_handler: null
`
const FILES: Record<string, string> = {
  'settings.yaml': SETTINGS,
  'encryption_key.yaml': `${'0123456789abcdef'.repeat(4)}\n`,
  'users/ada@example.com.user.yaml': 'disabled: false\nemail: ada@example.com\nrole: developer\nusername: ada\n',
  'groups/ops.group.yaml': 'summary: those on duty\nadmins:\n  - u/ada\nname: ops\nmembers:\n  - u/admin\n',
}
const ALL = ['--yes', '--include-settings', '--include-users', '--include-groups', '--include-key']

let windmill: RunningWindmill
let repository: Repository
beforeAll(async () => {
  windmill = await startWindmill({ workspaces: ['sample'] })
  repository = openRepository()
  rmSync(join(repository.dir, 'f'), { recursive: true })
  await repository.wmill('workspace', 'add', 'here', 'sample', `${windmill.url}/`, '--token', windmill.token)
  await repository.wmill('sync', 'pull', ...ALL)
})
afterAll(async () => {
  await windmill.stop()
  repository.remove()
})

test('settings, users, groups and the key are pushed, are pulled as they were, and then differ in nothing', async () => {
  for (const [name, content] of Object.entries(FILES)) {
    mkdirSync(join(repository.dir, name, '..'), { recursive: true })
    writeFileSync(join(repository.dir, name), content)
  }
  await repository.wmill('sync', 'push', ...ALL)
  // A group is made with its maker in it; the second push finds who belongs there.
  await repository.wmill('sync', 'push', ...ALL)
  expect(await repository.wmill('sync', 'push', ...ALL)).toContain('0 changes to apply')

  const other = repository.besides()
  await other.wmill('sync', 'pull', ...ALL)
  for (const name of Object.keys(FILES)) {
    const lines = (dir: string) => readFileSync(join(dir, name), 'utf8').trim().split('\n').sort()
    expect([name, lines(other.dir)]).toEqual([name, lines(repository.dir)])
  }

  rmSync(join(repository.dir, 'groups/ops.group.yaml'))
  rmSync(join(repository.dir, 'users/ada@example.com.user.yaml'))
  await repository.wmill('sync', 'push', ...ALL)
  await other.wmill('sync', 'pull', ...ALL)
  expect(existsSync(join(other.dir, 'groups/ops.group.yaml'))).toBe(false)
  expect(existsSync(join(other.dir, 'users/ada@example.com.user.yaml'))).toBe(false)
})
