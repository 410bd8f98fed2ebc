import type { WindmillOptions } from '../../services/windmill/src/index.ts'
import type { Target } from '../deploy/index.ts'
import { startAgents, TOOL } from './agents-platform.ts'
import { middleRound, perSecond, quantile, timeEach } from './measure.ts'
import { processorTime } from './processor-time.ts'
import { createTurnCaller } from './turn-caller.ts'

interface Figures {
  'a turn, p50 ms': number
  'p95 ms': number
  '16 callers, turns/s': number
  'ms of a core: server': number
  'its other threads': number
  'processes of jobs': number
}

/**
 * Measures turns of agents with an instant model, `rounds` times in each way of running jobs, and prints the middle
 * rounds: how long a turn takes, how many there are in a second, and whose processor time one takes.
 */
export async function benchAgents(rounds: number): Promise<void> {
  const ways: Record<string, WindmillOptions> = {
    'a process per job': { isolation: 'off' },
    dedicated: { isolation: 'off', dedicated: ['f/agents/run_agent', TOOL] },
  }
  for (const [way, options] of Object.entries(ways)) {
    const agents = await startAgents(options)
    console.log(way)
    console.table(await measure(agents.target, rounds))
    await agents.stop()
  }
}

/** Turns after which Node has compiled what it will. */
const WARM = 400

async function measure(target: Target, rounds: number): Promise<Record<string, Figures>> {
  const { turn, stop } = createTurnCaller(target)
  const table: Record<string, Figures> = {}
  for (const agent of ['plain', 'tool', 'route']) {
    await perSecond(WARM, 16, () => turn(agent))
    const seen: Figures[] = []
    for (let round = 0; round < rounds; round++) {
      const before = processorTime()
      const times = await timeEach(30, () => turn(agent))
      const after = processorTime()
      const rate = await perSecond(200, 16, () => turn(agent))
      const spent = (part: keyof typeof after) => (after[part] - before[part]) / times.length
      seen.push({
        'a turn, p50 ms': quantile(times, 0.5),
        'p95 ms': quantile(times, 0.95),
        '16 callers, turns/s': rate,
        'ms of a core: server': spent('server'),
        'its other threads': spent('otherThreads'),
        'processes of jobs': spent('jobs'),
      })
    }
    table[agent] = middleRound(seen)
  }
  stop()
  return table
}
