import { parseArgs } from 'node:util'
import { startModel } from './index.ts'

const USAGE = `Usage: npm run model -- [options]

  --port N         port to listen on (8002; 0 for any free one)
  --host ADDRESS   address to bind (127.0.0.1); there is no access control
  --help           this text`

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '8002' },
      host: { type: 'string' },
      help: { type: 'boolean' },
    },
  })
  if (values.help) return console.log(USAGE)
  const port = Number(values.port)
  if (!/^\d+$/.test(values.port) || port > 65_535) throw new Error(`--port must be 0 to 65535, not ${values.port}.`)
  const model = await startModel({ port, ...(values.host === undefined ? {} : { host: values.host }) })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void model.stop())
  console.log(`ready ${model.baseUrl}`)
}

main().catch((error: Error) => {
  console.error(error.message)
  process.exitCode = 1
})
