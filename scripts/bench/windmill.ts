import { spawnSync } from 'node:child_process'
import { startWindmill, type WindmillOptions } from '../../services/windmill/src/index.ts'
import { connect } from './client.ts'
import { middleRound, perSecond, quantile, timeEach } from './measure.ts'
import { CHAIN, deployRunnables, HELLO, LOOP } from './runnables.ts'

interface Figures {
  'one job, p50 ms': number
  'one job, p95 ms': number
  'chain of ten, p50 ms': number
  'parallel loop of fifty, p50 ms': number
  'jobs/s with 16 callers': number
}

/** Measures one server `rounds` times, or embedded ones in each way of running jobs; the middle round is shown. */
export async function benchWindmill({
  url,
  token,
  rounds,
}: {
  url?: string
  token?: string
  rounds: number
}): Promise<void> {
  if (url) {
    console.table({ [url]: await measure(url, token ?? '', rounds) })
    return
  }
  const ways: Record<string, WindmillOptions> = {
    'a process per job': { isolation: 'off' },
    'a process per job, in namespaces': { isolation: 'auto' },
    dedicated: { isolation: 'off', dedicated: [HELLO] },
  }
  const table: Record<string, Figures> = {}
  for (const [way, options] of Object.entries(ways)) {
    const started = performance.now()
    const windmill = await startWindmill(options)
    console.log(
      `${way} (${windmill.isolation.kind}): ready after ${Math.round(performance.now() - started)} ms, modules loaded before`,
    )
    table[way] = await measure(windmill.url, windmill.token, rounds)
    console.log(`  resident: ${residentMiB().join(' + ')} MiB (this process, which also asks, and each below it)`)
    await windmill.stop()
  }
  console.table(table)
}

async function measure(url: string, token: string, rounds: number): Promise<Figures> {
  const client = await connect(url, token)
  await deployRunnables(client)
  const run = (kind: 'p' | 'f', path: string, index: number) =>
    client.call('POST', `/jobs/run_wait_result/${kind}/${path}`, { name: `n${index}` })
  await timeEach(5, (index) => run('p', HELLO, index))
  const seen: Figures[] = []
  for (let round = 0; round < rounds; round++) {
    const one = await timeEach(60, (index) => run('p', HELLO, index))
    const chain = await timeEach(12, (index) => run('f', CHAIN, index))
    const loop = await timeEach(5, (index) => run('f', LOOP, index))
    const rate = await perSecond(400, 16, (index) => run('p', HELLO, index))
    seen.push({
      'one job, p50 ms': quantile(one, 0.5),
      'one job, p95 ms': quantile(one, 0.95),
      'chain of ten, p50 ms': quantile(chain, 0.5),
      'parallel loop of fifty, p50 ms': quantile(loop, 0.5),
      'jobs/s with 16 callers': rate,
    })
  }
  return middleRound(seen)
}

/** Resident memory of this process and of those below it, in MiB, the first being this one. */
function residentMiB(): number[] {
  const rows = spawnSync('ps', ['-eo', 'pid=,ppid=,rss='], { encoding: 'utf8' }).stdout
  const processes = rows
    .trim()
    .split('\n')
    .map((row) => row.trim().split(/\s+/).map(Number) as [number, number, number])
  const below = (parent: number): [number, number, number][] =>
    processes.filter(([, ppid]) => ppid === parent).flatMap((each) => [each, ...below(each[0])])
  const own = processes.filter(([pid]) => pid === process.pid)
  return [...own, ...below(process.pid)].map(([, , kilobytes]) => Math.round(kilobytes / 1024))
}
