/**
 * `npm run bench -- [windmill | agents | kept | start] [--url U --token T] [--rounds N]`: measures latency, throughput
 * and how long a start takes. With `--url` it measures the server there, a real Windmill too; without, it starts embedded
 * ones. It prints figures and judges none.
 */
import { cpus, totalmem } from 'node:os'
import { readCommandLine } from '../services/command-line.ts'
import { benchAgents } from './bench/agents.ts'
import { benchKept } from './bench/kept.ts'
import { benchStart } from './bench/start.ts'
import { benchWindmill } from './bench/windmill.ts'

const USAGE = `npm run bench -- [windmill | agents | kept | start] [options]
  --url U     measure the server there, a real Windmill too, and start none
  --token T   a token of somebody who may write there
  --rounds N  how often each is measured; the middle one counts (Default: 3)`

const { values, positionals } = readCommandLine(USAGE, {
  allowPositionals: true,
  options: {
    url: { type: 'string' },
    token: { type: 'string' },
    rounds: { type: 'string', default: '3' },
  },
})

const GROUPS = {
  windmill: () => benchWindmill({ url: values.url, token: values.token, rounds: Number(values.rounds) }),
  agents: () => benchAgents(Number(values.rounds)),
  kept: () => benchKept(),
  start: () => benchStart(Number(values.rounds)),
}

const group = positionals[0] ?? 'windmill'
if (!(group in GROUPS)) {
  console.error(`There is no group "${group}" to measure. There are: ${Object.keys(GROUPS).join(', ')}.`)
  process.exit(2)
}
const processors = cpus()
console.log(
  `${processors.length} × ${processors[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`,
)
await GROUPS[group as keyof typeof GROUPS]()
