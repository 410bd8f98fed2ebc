import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { apply, callTarget, type DeployOptions, plan, type Target } from '../../../scripts/deploy/index.ts'
import { type RunningWindmill, startWindmill } from '../../../services/windmill/src/index.ts'
import { openRepository, type Repository, standInForReact } from '../../clients/wmill.ts'

let windmill: RunningWindmill
let repository: Repository
let target: Target
let options: DeployOptions
beforeEach(async () => {
  windmill = await startWindmill({ workspaces: ['sample'], isolation: 'off' })
  repository = openRepository()
  standInForReact(join(repository.dir, 'f/sample/board__raw_app'))
  target = { baseUrl: windmill.url, workspace: 'sample', token: windmill.token }
  options = { root: repository.dir }
  const settings = join(repository.dir, 'wmill.yaml')
  writeFileSync(settings, readFileSync(settings, 'utf8').replace('excludes: []', 'excludes: ["f/made/**"]'))
})
afterEach(async () => {
  repository.remove()
  await windmill.stop()
})

const call = async (method: string, path: string, body?: unknown) => callTarget(target, method, path, body)
const KINDS = { script: 'scripts/exists/p', flow: 'flows/exists', type: 'resources/type/exists' }
const exists = async (kind: keyof typeof KINDS, path: string) =>
  (await call('GET', `/${KINDS[kind]}/${path}`)) === 'true'
const deploy = async (more: DeployOptions = {}) => {
  const changes = await plan(target, { ...options, ...more })
  await apply(target, changes, { ...options, ...more })
  return changes
}

/** What agents and people make for themselves in a workspace, some of it in folders of the repository. */
const MADE = {
  scripts: ['u/admin/mine', 'f/made/by_an_agent', 'f/other/theirs', 'f/sample/somebodys'],
  resourceType: 'their_type',
}

async function makeThings(): Promise<void> {
  await call('POST', '/folders/create', { name: 'other' })
  for (const path of MADE.scripts) {
    const content = `export function main() { return "${path}" }`
    await call('POST', '/scripts/create', { path, content, summary: '', description: '', language: 'bun', schema: {} })
  }
  await call('POST', '/resources/type/create', { name: MADE.resourceType, schema: {}, description: '' })
  const flow = { path: 'f/sample/their_flow', value: { modules: [] }, summary: '', description: '', schema: {} }
  await call('POST', '/flows/create', flow)
}

describe('a deploy', () => {
  test('pushes what the repository has, and a second one has nothing to do', async () => {
    const first = await deploy()
    expect(first.added).toContain('f/sample/greet.ts')
    expect([first.edited, first.deleted, first.kept]).toEqual([[], [], []])
    expect(await exists('script', 'f/sample/greet')).toBe(true)
    // The sample leaves out what Windmill fills in by itself; a pull writes it down.
    await repository.wmill('workspace', 'add', 'sample', 'sample', `${windmill.url}/`, '--token', windmill.token)
    await repository.wmill('sync', 'pull', '--yes')
    const { added, edited, deleted, kept } = await deploy()
    expect({ added, edited, deleted, kept }).toEqual({ added: [], edited: [], deleted: [], kept: [] })
  })

  test('returns when each script can be run and each route answers', async () => {
    await deploy()
    expect(await call('POST', '/jobs/run_wait_result/p/f/sample/greet', { name: 'Ada' })).toContain('Ada')
    const route = await fetch(`${windmill.url}/api/r/sample/hello/Ada`)
    expect(route.status).toBe(200)
  })

  test('leaves alone what agents and people made, wherever it is', async () => {
    await deploy()
    await makeThings()
    const { kept } = await deploy()
    expect(kept).toEqual(expect.arrayContaining(['f/other/theirs.ts', 'f/sample/somebodys.ts']))
    for (const path of MADE.scripts) expect([path, await exists('script', path)]).toEqual([path, true])
    expect(await exists('flow', 'f/sample/their_flow')).toBe(true)
    expect(await exists('type', MADE.resourceType)).toBe(true)
  })

  test('deletes what it deployed and the repository no longer has', async () => {
    await deploy()
    await makeThings()
    for (const file of ['text.ts', 'text.script.yaml']) rmSync(join(repository.dir, 'f/sample', file))
    const { deleted } = await deploy()
    expect(deleted).toContain('f/sample/text.ts')
    expect(await exists('script', 'f/sample/text')).toBe(false)
    for (const path of MADE.scripts) expect([path, await exists('script', path)]).toEqual([path, true])
  })

  test('deletes what is named, and nothing beside it', async () => {
    await deploy()
    await makeThings()
    await deploy({ alsoDelete: ['f/sample/somebodys'] })
    expect(await exists('script', 'f/sample/somebodys')).toBe(false)
    expect(await exists('script', 'f/other/theirs')).toBe(true)
    expect(await exists('type', MADE.resourceType)).toBe(true)
  })

  test('that was cut short is taken up: what it had added is known as its own', async () => {
    const nightly = join(repository.dir, 'f/sample/nightly.schedule.yaml')
    const right = readFileSync(nightly, 'utf8')
    writeFileSync(nightly, right.replace(/schedule: .*/, 'schedule: every day'))
    await expect(deploy()).rejects.toThrow(
      /^wmill sync push failed: f\/sample\/nightly: Bad request: Invalid cron expression "every day"[^\n]*$/,
    )
    writeFileSync(nightly, right)
    for (const file of ['text.ts', 'text.script.yaml']) rmSync(join(repository.dir, 'f/sample', file))
    await deploy()
    expect(await exists('script', 'f/sample/text')).toBe(false)
  })

  test('says which script cannot be run, and why', async () => {
    writeFileSync(join(repository.dir, 'f/sample/broken.ts'), 'export function main() { return }}\n')
    writeFileSync(join(repository.dir, 'f/sample/broken.script.yaml'), 'summary: Broken\nschema: {}\n')
    await expect(deploy()).rejects.toThrow(/^f\/sample\/broken cannot be run: its lock could not be made \(.*invalid/)
  })
})

describe('a target that cannot be deployed to is said in one line', () => {
  test('nothing listens there', async () => {
    const nowhere = { ...target, baseUrl: 'http://127.0.0.1:9' }
    await expect(plan(nowhere, options)).rejects.toThrow(
      /^No Windmill answers at http:\/\/127\.0\.0\.1:9 \([^\n]*\)\. Start/,
    )
  })

  test('the token is wrong', async () => {
    await expect(plan({ ...target, token: 'wrong' }, options)).rejects.toThrow(/does not accept the token/)
  })

  test('the workspace is not there', async () => {
    await expect(plan({ ...target, workspace: 'nowhere' }, options)).rejects.toThrow(/no workspace nowhere/)
  })
})

test('this repository is written as Windmill writes it: a second deploy has nothing to do', async () => {
  await apply(target, await plan(target))
  const { added, edited, deleted, kept } = await plan(target)
  expect({ added, edited, deleted, kept }).toEqual({ added: [], edited: [], deleted: [], kept: [] })
})
