import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openPages, type PagesKit } from './kit.ts'

let kit: PagesKit
beforeEach(async () => {
  kit = await openPages()
  kit.makeFolder('sample')
  kit.deployScript('f/sample/greet', 'export function main() {}')
  kit.deployScript('u/admin/made_by_agent', 'export function main() {}')
  kit.deployFlow('f/sample/pipeline', { modules: [] })
  const schedule = { schedule: '0 0 2 * * *', timezone: 'Europe/Prague', args: {}, enabled: false }
  await kit.ask('POST', '/schedules/create', {
    body: { ...schedule, path: 'f/sample/nightly', script_path: 'f/sample/pipeline', is_flow: true },
  })
})
afterEach(() => kit.windmill.stop())

describe('the start page', () => {
  test('lists what is deployed, with how many there are of each kind, and leads to it', async () => {
    const { text, html } = await kit.open('/')
    expect(text).toContain('all 4 scripts 2 flows 1 apps 0 schedules 1 routes 0 made here 1')
    expect(html).toContain('href="/scripts/get/f/sample/greet?workspace=sample"')
    expect(html).toContain('href="/flows/get/f/sample/pipeline?workspace=sample"')
    expect(text).toContain('0 0 2 * * * Europe/Prague → f/sample/pipeline')
  })

  test('shows one kind, what was made here, or what the words are in', async () => {
    const paths = async (query: string) =>
      [...(await kit.open(`/?${query}`)).html.matchAll(/<a href="[^"]*">([fu]\/[^<]+)<\/a>/g)].map(([, path]) => path)
    expect(await paths('kind=flow')).toEqual(['f/sample/pipeline'])
    expect(await paths('kind=made')).toEqual(['u/admin/made_by_agent'])
    expect(await paths('q=GREET')).toEqual(['f/sample/greet'])
    expect(await paths('q=nothing like it')).toEqual([])
  })

  test('lists all that there is of a kind, however much', async () => {
    for (let n = 0; n < 1000; n += 1) kit.deployScript(`f/sample/one_of_many_${n}`, 'export function main() {}')
    const { text, html } = await kit.open('/?q=many')
    expect(text).toContain('all 1004 scripts 1002 flows 1')
    expect(html.match(/one_of_many_\d+<\/a>/g)).toHaveLength(1000)
  })

  test('lists the last jobs with their states, and only those asked for', async () => {
    const good = kit.push({ kind: 'script', script_path: 'f/sample/greet' })
    const bad = kit.push({ kind: 'script', script_path: 'f/sample/greet' })
    kit.windmill.queue.claim(2)
    kit.succeed(good, 1)
    kit.windmill.system.pass(10)
    kit.fail(bad, 'no')
    const waiting = kit.push({ kind: 'script', script_path: 'f/sample/greet' })
    const listed = async (query = '') => {
      const { html } = await kit.open(`/${query}`)
      return [...html.matchAll(/<span class="state (\w+)">[^<]*<\/span>\s*<div><a id="job-([^"]+)"/g)].map(
        ([, state, id]) => [id, state],
      )
    }
    expect(await listed()).toEqual([
      [waiting, 'waiting'],
      [bad, 'failure'],
      [good, 'success'],
    ])
    expect(await listed('?jobs=failed')).toEqual([[bad, 'failure']])
  })

  test('leads from the last jobs to older ones, and back', async () => {
    const ids = Array.from({ length: 27 }, () => {
      kit.windmill.system.pass(10)
      return kit.push({ kind: 'script', script_path: 'f/sample/greet' })
    })
    const listed = async (path: string) => {
      const { html } = await kit.open(path)
      const link = (words: string) => new RegExp(`href="([^"]*)">${words}<`).exec(html)?.[1]?.replaceAll('&amp;', '&')
      const jobs = [...html.matchAll(/id="job-([^"]+)"/g)].map(([, id]) => id)
      return { jobs, newer: link('Newer'), older: link('Older') }
    }
    const first = await listed('/?workspace=sample')
    expect(first).toMatchObject({ jobs: ids.slice(2).reverse(), newer: undefined })
    const second = await listed(first.older!)
    expect(second).toMatchObject({ jobs: ids.slice(0, 2).reverse(), older: undefined })
    expect((await listed(second.newer!)).jobs).toEqual(first.jobs)
  })

  test('looks again while a job has not ended, and not after', async () => {
    const id = kit.push({ kind: 'script', script_path: 'f/sample/greet' })
    expect((await kit.open('/')).html).toContain('data-refresh="2000"')
    kit.windmill.queue.claim(1)
    kit.succeed(id, 1)
    expect((await kit.open('/')).html).not.toContain('data-refresh')
  })

  test('shows a member no more than they may see', async () => {
    const token = kit.windmill.addMember('ada')
    const { text } = await kit.open('/?workspace=sample', { token })
    expect(text).not.toContain('f/sample/greet')
    expect(text).toContain('Nothing is deployed yet')
  })

  test.each(['nope', 'admins', '../../user'])(
    'has nothing to show of the workspace %s to who is no member of it',
    async (name) => {
      const token = kit.windmill.addMember('ada')
      const { status, text } = await kit.open(`/?workspace=${encodeURIComponent(name)}`, { token })
      expect(status).toBe(404)
      expect(text).toContain(`There is no workspace ${name}, or you are no member of it.`)
      expect(text).toContain('Log out')
    },
  )

  test('says so where there is no workspace', async () => {
    await kit.ask('DELETE', '/api/workspaces/delete/sample')
    expect((await kit.open('/')).text).toContain('There is no workspace yet.')
  })
})

test('addresses of pages that only a Windmill has lead to the start, or say what there is instead', async () => {
  expect((await kit.open('/runs/f/sample/greet')).location).toBe('/')
  const editor = await kit.open('/flows/edit/f/sample/pipeline')
  expect(editor.status).toBe(404)
  expect(editor.text).toContain('wmill sync push')
})
