import { fork } from 'node:child_process'
import { on, once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Provider } from '../../services/model/src/index.ts'
import type { Target } from '../deploy/index.ts'

/** Turns of an agent, by so many callers side by side. */
export interface TurnsAsked {
  target: Target
  agent: string
  count: number
  callers: number
}

/** Milliseconds that each took, and how many there were in a second. */
export interface TurnsTaken {
  times: number[]
  rate: number
}

/**
 * What is outside of the server when agents are measured: an instant model, and those who ask. They are a process of their
 * own, as in any installation, so that the server's thread works for the server alone.
 */
export interface Clients {
  pid: number
  provider: Provider
  /** Asks for turns, and rejects when one does not complete. */
  takeTurns(asked: TurnsAsked): Promise<TurnsTaken>
  stop(): Promise<void>
}

export async function startClients(): Promise<Clients> {
  const child = fork(fileURLToPath(new URL('./clients-process.ts', import.meta.url)), { execArgv: ['--import', 'tsx'] })
  const messages = on(child, 'message', { close: ['exit'] })
  const said = async <T>() => {
    const { value, done } = await messages.next()
    if (done) throw new Error('The callers have ended: see above.')
    return value[0] as T
  }
  const provider = await said<Provider>()
  return {
    pid: child.pid!,
    provider,
    takeTurns(asked) {
      child.send(asked)
      return said()
    },
    async stop() {
      const ended = once(child, 'exit')
      child.disconnect()
      await ended
    },
  }
}
