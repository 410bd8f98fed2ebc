import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { makeRoutes } from './http/routes.ts'
import { realSystem, type System } from './system.ts'

export { MODEL } from './http/completion.ts'
export { chooseProvider, OFFLINE_BASE_URL, type Provider } from './provider.ts'
export type { System } from './system.ts'

export interface ModelOptions {
  /** Port to listen on. (Default: 0, any free one) */
  port?: number
  /** Address to bind. (Default: 127.0.0.1) */
  host?: string
  system?: System
}

/** A model server that listens. */
export interface Model {
  /** Its address: `http://127.0.0.1:8002`. */
  url: string
  /** The same with `/v1`, as an OpenAI client and `llm_provider.base_url` want it. */
  baseUrl: string
  stop(): Promise<void>
}

/** Starts the offline model server. Throws an Error that says so when the port is taken. */
export async function startModel({
  port = 0,
  host = '127.0.0.1',
  system = realSystem,
}: ModelOptions = {}): Promise<Model> {
  const server = createServer(getRequestListener(makeRoutes(system).fetch, { overrideGlobalObjects: false }))
  await listen(server, port, host)
  const bound = (server.address() as AddressInfo).port
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${bound}`
  return {
    url,
    baseUrl: `${url}/v1`,
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
    },
  }
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`Port ${port} is in use on ${host}: choose another one with --port.`, { cause: error })
          : error,
      ),
    )
    server.listen(port, host, resolve)
  })
}
