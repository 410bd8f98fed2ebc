import type { WindmillOptions } from '../../services/windmill/src/index.ts'
import { type AgentsPlatform, startAgents, TOOL } from './agents-platform.ts'
import { middleRound, quantile } from './measure.ts'
import { processorTime } from './processor-time.ts'

interface Figures {
  'a turn, p50 ms': number
  'p95 ms': number
  '16 callers, turns/s': number
  'ms of a core: server': number
  'its other threads': number
  'processes of jobs': number
  'model and callers': number
}

/**
 * Measures turns of agents with an instant model, `rounds` times in each way of running jobs, and prints the middle
 * rounds: how long a turn takes, how many there are in a second, and whose processor time one takes.
 */
export async function benchAgents(rounds: number): Promise<void> {
  const ways: Record<string, { options: WindmillOptions; turns: number }> = {
    'a process per job': { options: { isolation: 'off' }, turns: 400 },
    dedicated: { options: { isolation: 'off', dedicated: ['f/agents/run_agent', TOOL] }, turns: 1000 },
  }
  for (const [way, { options, turns }] of Object.entries(ways)) {
    const agents = await startAgents(options)
    console.log(way)
    console.table(await measure(agents, rounds, turns))
    await agents.stop()
  }
}

/** Turns after which Node has compiled what it will. */
const WARM = 2000

/** `turns` are those of a round with 16 callers, which takes some five seconds: its beginning and its end count little. */
async function measure(
  { target, clients }: AgentsPlatform,
  rounds: number,
  turns: number,
): Promise<Record<string, Figures>> {
  const table: Record<string, Figures> = {}
  for (const agent of ['plain', 'tool', 'route']) {
    await clients.takeTurns({ target, agent, count: WARM, callers: 16 })
    const seen: Figures[] = []
    for (let round = 0; round < rounds; round++) {
      const before = processorTime(clients.pid)
      const { times } = await clients.takeTurns({ target, agent, count: 30, callers: 1 })
      const after = processorTime(clients.pid)
      const { rate } = await clients.takeTurns({ target, agent, count: turns, callers: 16 })
      const spent = (part: keyof typeof after) => (after[part] - before[part]) / times.length
      seen.push({
        'a turn, p50 ms': quantile(times, 0.5),
        'p95 ms': quantile(times, 0.95),
        '16 callers, turns/s': rate,
        'ms of a core: server': spent('server'),
        'its other threads': spent('otherThreads'),
        'processes of jobs': spent('jobs'),
        'model and callers': spent('clients'),
      })
    }
    table[agent] = middleRound(seen)
  }
  return table
}
