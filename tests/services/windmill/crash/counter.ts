import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a step said of itself when it began. */
export interface Report {
  /** Its job. */
  job: string
  /** Which step of which flow it is. */
  name: string
  /** The server that its job was started by. */
  server: string
}

/** An HTTP server outside of Windmill that steps report to, and that survives its crashes. */
export interface Counter {
  url: string
  reports: Report[]
  /** Jobs that began while a process of the same job, started by an earlier server, was still there. */
  twins: string[]
  /** Resolves as the `count`-th report from now arrives. With `beforeAnswer` that step is not answered. */
  arrived(count: number, beforeAnswer: boolean): Promise<void>
  stop(): Promise<void>
}

/**
 * A step sends `POST /JOB?name=…&server=…` as it begins and is answered with how many jobs have reported under its name.
 * Before that it opens `GET /JOB?server=…`, which is never answered: as long as that connection stands, its process lives.
 */
export async function startCounter(): Promise<Counter> {
  const reports: Report[] = []
  const twins: string[] = []
  const present = new Map<string, Set<string>>()
  let awaited: { left: number; beforeAnswer: boolean; tell(): void } | undefined

  function stay(job: string, server: string, response: ServerResponse): void {
    const servers = present.get(job) ?? new Set<string>()
    present.set(job, servers.add(server))
    response.on('close', () => servers.delete(server))
    // The headers tell the step that it is seen; the body never ends.
    response.flushHeaders()
  }

  function report({ job, name, server }: Report, response: ServerResponse): void {
    reports.push({ job, name, server })
    if ([...(present.get(job) ?? [])].some((other) => other !== server)) twins.push(job)
    const jobs = new Set(reports.filter((each) => each.name === name).map((each) => each.job))
    const answer = () => response.end(JSON.stringify({ jobs: jobs.size }))
    if (!awaited || --awaited.left > 0) return void answer()
    const { beforeAnswer, tell } = awaited
    awaited = undefined
    if (!beforeAnswer) answer()
    tell()
  }

  const server = createServer((request, response) => {
    const url = new URL(request.url!, 'http://counter')
    const job = url.pathname.slice(1)
    const from = url.searchParams.get('server')!
    if (request.method === 'GET') stay(job, from, response)
    else report({ job, name: url.searchParams.get('name')!, server: from }, response)
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    reports,
    twins,
    arrived: (count, beforeAnswer) =>
      new Promise((resolve) => {
        awaited = { left: count, beforeAnswer, tell: resolve }
      }),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
