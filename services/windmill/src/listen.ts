import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'

/** The port cannot be listened on; the message says what to do. */
export class ListenError extends Error {
  override readonly name = 'ListenError'
}

/** Whether an address is one that only this machine reaches. */
export const isLoopback = (host = '127.0.0.1'): boolean =>
  host === 'localhost' || host === '::1' || host.startsWith('127.')

/** Serves `app` on an address. `close` ends open connections too, so that nothing waits for a reader that is gone. */
export function listen(app: Hono, host: string, port: number): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer(getRequestListener(app.fetch))
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, host, port)))
    server.listen(port, host, () => {
      const { port: chosen } = server.address() as AddressInfo
      const name = host.includes(':') ? `[${host}]` : host
      resolve({ url: `http://${name}:${chosen}`, close: () => close(server) })
    })
  })
}

function explain(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code === 'EADDRINUSE') {
    return new ListenError(`Port ${port} is in use. Stop what listens there, or choose another: --port ${port + 1}.`)
  }
  if (error.code === 'EACCES') {
    return new ListenError(`Port ${port} may not be listened on by this user. Choose one above 1023: --port 8000.`)
  }
  return new ListenError(`Cannot listen on ${host}:${port} (${error.message}).`)
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
