/** A program for a test: runs a job without end in the data folder that it is given, and says so. */
import { startExecutor } from './executor-under-test.ts'

const { run } = await startExecutor({ dataDir: process.argv[2]! })
const code =
  'export async function main() { console.log("running"); await new Promise(() => setInterval(() => {}, 1000)) }'
await run(code, {}, new AbortController().signal, (log) => console.log(log))
