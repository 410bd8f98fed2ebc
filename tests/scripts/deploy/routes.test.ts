import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { routeOf, waitForRoutes } from '../../../scripts/deploy/routes.ts'

const FILE = 'f/a/hook.http_trigger.yaml'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'routes-'))
  mkdirSync(join(root, 'f/a'), { recursive: true })
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const trigger = (fields: Record<string, unknown>) => {
  const all = { route_path: 'hooks/:id/*rest', http_method: 'post', workspaced_route: true, ...fields }
  writeFileSync(join(root, FILE), JSON.stringify(all))
}

test('a route is where its trigger says, below the workspace or not', () => {
  trigger({})
  expect(routeOf(join(root, FILE), 'team')).toEqual([{ method: 'POST', path: '/api/r/team/hooks/x/x' }])
  trigger({ workspaced_route: false, route_path: 'plain', http_method: 'get' })
  expect(routeOf(join(root, FILE), 'team')).toEqual([{ method: 'GET', path: '/api/r/plain' }])
})

test('a trigger that is switched off has none', () => {
  trigger({ mode: 'disabled' })
  expect(routeOf(join(root, FILE), 'team')).toEqual([])
})

/** A Windmill that knows no route until it was asked `after` times, and then refuses what it is sent. */
async function slowWindmill(after: number): Promise<{ url: string; asked: string[]; server: Server }> {
  const asked: string[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    asked.push(`${request.method} ${request.url} ${body}`)
    response.statusCode = asked.length > after ? 400 : 404
    response.end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, server }
}

const PLAN = { added: [FILE, 'f/a/other.ts'], edited: [], deleted: [], kept: [], own: [] }

test('a route that comes late is waited for, and asked with what starts no job', async () => {
  trigger({})
  const { url, asked, server } = await slowWindmill(2)
  let pauses = 0
  const pause = async () => ++pauses
  const target = { baseUrl: url, workspace: 'team', token: 't' }
  await waitForRoutes(target, root, PLAN, { tries: 5, pause })
  expect([asked, pauses]).toEqual([Array(3).fill('POST /api/r/team/hooks/x/x {'), 2])
  await expect(waitForRoutes({ ...target, workspace: 'other' }, root, PLAN, { tries: 0, pause })).rejects.toThrow(
    `POST ${url}/api/r/other/hooks/x/x still does not answer.`,
  )
  server.close()
})
