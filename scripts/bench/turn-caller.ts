import { Agent, request } from 'node:http'
import type { Target } from '../deploy/index.ts'

/** Asks for turns of agents. */
export interface TurnCaller {
  /** Runs an agent and waits; rejects unless the run completed. */
  turn(agent: string): Promise<void>
  stop(): void
}

/**
 * A caller that takes as little of the processor as can be, because it is counted with the server: `fetch` takes half a
 * millisecond for a request, this one a tenth.
 */
export function createTurnCaller({ baseUrl, workspace, token }: Target): TurnCaller {
  const agent = new Agent({ keepAlive: true })
  const url = `${baseUrl}/api/w/${workspace}/jobs/run_wait_result/p/f/agents/run_agent`
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const post = (body: string) =>
    new Promise<string>((resolve, reject) => {
      const asked = request(url, { agent, method: 'POST', headers }, (answer) => {
        let text = ''
        answer.setEncoding('utf8')
        answer.on('data', (piece) => {
          text += piece
        })
        answer.on('end', () => resolve(text)).on('error', reject)
      })
      asked.on('error', reject).end(body)
    })
  return {
    turn: async (name) => {
      const text = await post(JSON.stringify({ agent: name, input: 'key' }))
      if (JSON.parse(text).status !== 'completed') throw new Error(`${name}: ${text}`)
    },
    stop: () => agent.destroy(),
  }
}
