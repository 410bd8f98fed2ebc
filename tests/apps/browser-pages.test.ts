import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type RunningWindmill, startWindmill } from '../../services/windmill/src/index.ts'
import { type Browser, chromiumPath, NO_CHROMIUM, startBrowser } from './browser.ts'
import { makeWorkspace } from './workspace.ts'

const WORKSPACE = 'pages'
const MISSING = '00000000-0000-7000-8000-000000000000'

if (!chromiumPath) console.warn(`Skipped: pages in a browser. ${NO_CHROMIUM}`)
test.runIf(process.env.CI)('there is a Chromium to look at the pages with', () => {
  expect(chromiumPath, NO_CHROMIUM).toBeDefined()
})

describe.runIf(chromiumPath)('in a browser', () => {
  let windmill: RunningWindmill
  let browser: Browser
  let page: Page

  const api = async (method: string, path: string, body?: unknown): Promise<string> => {
    const answer = await fetch(`${windmill.url}/api/w/${WORKSPACE}${path}`, {
      method,
      headers: { authorization: `Bearer ${windmill.token}`, 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
    return text
  }
  const open = (path: string) => page.goto(windmill.url + path)
  const start = (kind: 'p' | 'f', path: string, args: object = {}) => api('POST', `/jobs/run/${kind}/${path}`, args)
  /** What the script f/try/waits waits for. */
  const gate = (value: 'open' | 'shut') => api('POST', '/variables/update/f/try/gate', { value })
  const logIn = () => browser.context.addCookies([{ name: 'token', value: windmill.token, url: windmill.url }])

  beforeAll(async () => {
    windmill = await startWindmill({ workspaces: [WORKSPACE] })
    const workspace = makeWorkspace()
    await workspace.push(`${windmill.url}/`, WORKSPACE, windmill.token)
    workspace.remove()
    const variable = { path: 'f/try/gate', value: 'shut', is_secret: false, description: '' }
    await api('POST', '/variables/create', variable)
    browser = await startBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await windmill?.stop()
  })
  beforeEach(async () => {
    await page?.close()
    await browser.context.clearCookies()
    await logIn()
    page = await browser.page()
    browser.complaints.length = 0
    return () => expect(browser.complaints).toEqual([])
  })

  describe('a raw app that the CLI pushed', () => {
    test.each(['apps', 'apps_raw'])('opens at /%s/get and runs what its button asks for', async (prefix) => {
      await open(`/${prefix}/get/f/sample/board`)
      await page.getByRole('button', { name: 'Ask' }).click()
      await page.getByText('the backend got 42').waitFor()
    })

    /** What one of the app's functions comes to. */
    const call = (expression: string) =>
      page.evaluate(
        `(async ({ backend, backendAsync, waitJob, getJob, streamJob }) => {
          try { return { value: await (${expression}) } } catch (error) { return { error: error.message } }
        })(window.calls)`,
      ) as Promise<{ value?: unknown; error?: string }>

    const openCalls = async () => {
      await open(`/apps_raw/get/f/try/calls?workspace=${WORKSPACE}`)
      await page.getByText('ready for calls').waitFor()
    }

    test('gets the result of a runnable, at once or by its job', async () => {
      await openCalls()
      expect(await call('backend.add({ a: 1, b: 2 })')).toEqual({ value: 3 })
      expect(await call('backendAsync.add({ a: 3, b: 4 }).then(waitJob)')).toEqual({ value: 7 })
      const { value } = await call('backendAsync.add({ a: 0, b: 0 }).then(async (id) => [id, await getJob(id)])')
      const [id, job] = value as [string, object]
      expect(job).toMatchObject({ id, script_path: 'f/try/calls/add' })
    })

    test('gets an answer where something is wrong: a job that fails, a runnable or a job that is not there', async () => {
      await openCalls()
      expect((await call('backend.fails({})')).error).toContain('no luck today')
      expect((await call('backendAsync.fails({}).then(waitJob)')).error).toContain('no luck today')
      expect((await call('backendAsync.fails({}).then((id) => streamJob(id))')).error).toContain('no luck today')
      expect((await call('backend.nothing({})')).error).toMatch(/^The app has no runnable nothing; it has .*add/)
      expect((await call('backendAsync.nothing({})')).error).toContain('The app has no runnable nothing')
      for (const name of ['waitJob', 'getJob', 'streamJob']) {
        expect((await call(`${name}('${MISSING}')`)).error).toContain('Not found')
      }
      expect(browser.complaints.splice(0).every((text) => text.includes('404'))).toBe(true)
    })

    test('gets an answer where its policy forbids the call', async () => {
      const app = JSON.parse(await api('GET', '/apps/get/p/f/try/calls'))
      const triggerables_v2 = Object.fromEntries(
        Object.entries(app.policy.triggerables_v2).filter(([key]) => !key.startsWith('refused:')),
      )
      await api('POST', '/apps/update/f/try/calls', { policy: { ...app.policy, triggerables_v2 } })
      await openCalls()
      expect((await call('backend.refused({})')).error).toContain('forbidden by policy')
      expect(browser.complaints.splice(0)).toHaveLength(1)
    })

    const STREAMED = `backendAsync.counts({ upTo: 3 }).then(async (id) => {
      const pieces = []
      const result = await streamJob(id, ({ new_result_stream }) => pieces.push(new_result_stream))
      return [pieces.join(''), result]
    })`

    test('hears what a job hands out piece by piece', async () => {
      await openCalls()
      expect(await call(STREAMED)).toEqual({ value: ['1 2 3 ', '1 2 3 '] })
    })

    test('goes on hearing it when the server has ended the stream after its minute', async () => {
      await openCalls()
      const body = 'data: {"type":"timeout"}\n\n'
      await page.route('**/getupdate_sse/**', (route) => route.fulfill({ contentType: 'text/event-stream', body }), {
        times: 1,
      })
      expect(await call(STREAMED)).toEqual({ value: ['1 2 3 ', '1 2 3 '] })
    })

    test('knows who has opened it', async () => {
      await openCalls()
      const { value } = await call('window.ctx')
      expect(value).toMatchObject({ workspace: WORKSPACE, ctx: { username: 'admin', email: 'admin@windmill.dev' } })
    })

    test('runs in a frame without the login where its policy wants a sandbox, and is answered there', async () => {
      const app = JSON.parse(await api('GET', '/apps/get/p/f/try/caged'))
      await api('POST', '/apps/update/f/try/caged', { policy: { ...app.policy, sandbox: true } })
      await open('/apps/get/f/try/caged')
      await page.frameLocator('#app-frame').getByText('ready for calls').waitFor()
      const frame = page.frames().find((each) => each !== page.mainFrame())!
      expect(await frame.evaluate('window.calls.backend.add({ a: 1, b: 2 })')).toBe(3)
      expect(await frame.evaluate('window.ctx.ctx.username')).toBe('admin')
      expect(await frame.evaluate('window.origin')).toBe('null')
    })

    test('opens for anybody by its public address where it is for anybody', async () => {
      const app = JSON.parse(await api('GET', '/apps/get/p/f/sample/board'))
      await api('POST', '/apps/update/f/sample/board', { policy: { ...app.policy, execution_mode: 'anonymous' } })
      const secret = await api('GET', '/apps/secret_of/f/sample/board')
      await browser.context.clearCookies()
      await open(`/public/${WORKSPACE}/${secret}`)
      await page.getByRole('button', { name: 'Ask' }).click()
      await page.getByText('the backend got 42').waitFor()
    })
  })

  describe('the page of a job', () => {
    test('shows the log and the end as they come, without being loaded again', async () => {
      await gate('shut')
      await open(`/run/${await start('p', 'f/try/waits')}`)
      await page.evaluate('window.loadedOnce = true')
      await page.locator('#log').getByText('it has begun').waitFor()
      await page.getByRole('status').getByText('running').waitFor()
      await gate('open')
      await page.getByRole('status').getByText('success').waitFor()
      await page.locator('#result').getByText('through').waitFor()
      expect(await page.locator('#log').textContent()).toMatch(/^it has begun\nit has ended\n/)
      expect(await page.evaluate('window.loadedOnce')).toBe(true)
    })

    const FLOW = {
      modules: [
        {
          id: 'each',
          value: {
            type: 'forloopflow',
            iterator: { type: 'javascript', expr: '[1, 2]' },
            modules: [{ id: 'inner', value: { type: 'identity' } }],
          },
        },
        {
          id: 'ask',
          value: { type: 'identity' },
          suspend: {
            required_events: 1,
            timeout: 600,
            resume_form: { schema: { properties: { carrier: { type: 'string' } }, required: ['carrier'] } },
          },
        },
        {
          id: 'ship',
          value: {
            type: 'rawscript',
            language: 'bun',
            lock: '',
            content: 'export function main(by: string) { return { markdown: "**" + by + "** brings it" } }',
            input_transforms: { by: { type: 'javascript', expr: 'resume.carrier' } },
          },
        },
      ],
    }

    test('follows a flow through its picture, to the approval that it waits for, and to its end', async () => {
      await open(`/run/${await api('POST', '/jobs/run/preview_flow', { value: FLOW, args: {} })}`)
      const step = (id: string) => page.locator(`[data-step="${id}"]`)
      await page.locator('[data-step="ship"].suspended').waitFor()
      expect(await step('each').getAttribute('class')).toContain('success')
      expect(await step('inner').getAttribute('class')).toContain('success')
      await page.evaluate('window.loadedOnce = true')

      const approval = await browser.page()
      await approval.goto(
        windmill.url + (await page.getByRole('link', { name: 'Look at what is asked' }).getAttribute('href')),
      )
      await approval.getByRole('button', { name: 'Approve' }).click()
      await approval.getByText('This is needed.').waitFor()
      await approval.getByLabel('carrier').fill('the bike')
      await approval.getByRole('button', { name: 'Approve' }).click()
      await approval.getByText('You have approved it.').waitFor()
      await approval.close()

      await page.locator('[data-step="ship"].success').waitFor()
      await page.locator('#result strong').getByText('the bike').waitFor()
      expect(await page.evaluate('window.loadedOnce')).toBe(true)
      expect(browser.complaints.splice(0).every((text) => text.includes('422'))).toBe(true)
      await step('ship').click()
      await page.getByRole('heading', { level: 1 }).getByText('success').waitFor()
    })

    test('refuses an approval, and the flow has failed', async () => {
      const id = await api('POST', '/jobs/run/preview_flow', { value: FLOW, args: {} })
      await open(`/run/${id}`)
      await page.getByRole('link', { name: 'Look at what is asked' }).click()
      await page.getByRole('button', { name: 'Refuse' }).click()
      await page.getByText('You have refused it.').waitFor()
      await page.getByRole('link', { name: 'the job' }).click()
      await page.getByRole('status').getByText('failed').waitFor()
    })

    test('cancels what runs', async () => {
      const content = 'export async function main() { await new Promise((end) => setTimeout(end, 600_000)) }'
      await open(`/run/${await api('POST', '/jobs/run/preview', { content, language: 'bun', args: {} })}`)
      await page.getByRole('button', { name: 'Cancel' }).click()
      await page.getByRole('status').getByText('cancelled').waitFor()
    })
  })

  test('a page says that the server does not answer, and goes on when it does', async () => {
    await gate('shut')
    const id = await start('p', 'f/try/waits')
    await open('/')
    const note = page.getByText('The server does not answer.')
    await browser.context.setOffline(true)
    await note.waitFor()
    await browser.context.setOffline(false)
    await note.waitFor({ state: 'detached' })
    await gate('open')
    await page
      .locator('li', { has: page.locator(`#job-${id}`) })
      .getByText('success')
      .waitFor()
    expect(browser.complaints.splice(0).every((text) => text.includes('ERR_INTERNET_DISCONNECTED'))).toBe(true)
  })

  test('a page that is left open leads to the login when that is over', async () => {
    await gate('shut')
    await start('p', 'f/try/waits')
    await open('/')
    await browser.context.clearCookies()
    await page.getByRole('heading', { name: 'Log in' }).waitFor()
    await gate('open')
  })

  test('with the keyboard alone a script is found, its form corrected and run, and the result read', async () => {
    const { keyboard } = page
    const focused = () =>
      page.evaluate('document.activeElement.textContent || document.activeElement.name') as Promise<string>
    await open('/')
    await keyboard.press('Tab')
    expect(await focused()).toBe('Skip to the content')
    await keyboard.press('/')
    await keyboard.type('f/try/report')
    await keyboard.press('Enter')
    await page.waitForURL('**/?*q=f%2Ftry%2Freport*')
    while ((await focused()) !== 'f/try/report') await keyboard.press('Tab')
    await keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Report of a customer' }).waitFor()

    while ((await focused()) !== 'arg.customer') await keyboard.press('Tab')
    await keyboard.type('Ada')
    await keyboard.press('Control+Enter')
    await page.getByText('One field needs another look.').waitFor()
    await page.locator('[name="arg.count"]:focus').waitFor()
    expect(browser.complaints.splice(0).every((text) => text.includes('422'))).toBe(true)

    await keyboard.type('3')
    await keyboard.press('Tab')
    await keyboard.press('Space')
    await keyboard.press('Tab')
    await keyboard.press('ArrowDown')
    while ((await focused()) !== 'Run') await keyboard.press('Tab')
    await keyboard.press('Enter')
    await page.getByRole('status').getByText('success').waitFor()
    const expected = { customer: 'Ada', count: 3, loud: true, kind: 'long', options: {} }
    const result = JSON.parse((await page.locator('#result pre, #result .line').textContent())!)
    expect(result).toEqual(expected)
  })

  test('who is not logged in logs in, comes to where they wanted to go, and logs out', async () => {
    await browser.context.clearCookies()
    await open('/scripts/get/f/try/report')
    // The browser gives the field its focus at a moment of its own, after the page has loaded.
    await page.locator('#email:focus').waitFor()
    await page.keyboard.type('admin@windmill.dev')
    await page.keyboard.press('Tab')
    await page.keyboard.type('changeme')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Report of a customer' }).waitFor()
    await page.getByRole('button', { name: 'Log out' }).click()
    await page.getByRole('heading', { name: 'Log in' }).waitFor()
    expect(await browser.context.cookies()).toEqual([])
  })

  test('the wmill command that asks for a token by way of the browser gets one', async () => {
    let arrived = (_token: string | null) => {}
    const token = new Promise<string | null>((resolve) => {
      arrived = resolve
    })
    const command = createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url!, 'http://localhost')
      if (pathname === '/') arrived(searchParams.get('token'))
      response.writeHead(302, { location: `${windmill.url}/user/cli-success` }).end()
    })
    await new Promise<void>((resolve) => command.listen(0, 'localhost', resolve))
    await open(`/user/cli?port=${(command.address() as AddressInfo).port}`)
    await page.getByRole('button', { name: 'Yes, make a token' }).click()
    await page.getByText('The command has its token').waitFor()
    const headers = { authorization: `Bearer ${await token}` }
    expect((await fetch(`${windmill.url}/api/users/whoami`, { headers })).status).toBe(200)
    command.closeAllConnections()
    await new Promise((resolve) => command.close(resolve))
  })

  test('a narrow window needs no scrolling sideways', async () => {
    await page.setViewportSize({ width: 360, height: 700 })
    for (const path of ['/', '/scripts/get/f/try/report', '/flows/get/f/sample/pipeline', '/user/cli?port=1']) {
      await open(path)
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360)
    }
  })
})
