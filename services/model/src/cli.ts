import { portNumber, readCommandLine } from '../../command-line.ts'
import { startModel } from './index.ts'

const USAGE = `npm run model -- [options]
  --port N         port to listen on (Default: 8002; 0 takes a free one)
  --host ADDRESS   address to listen on (Default: 127.0.0.1); there is no access control`

async function main(): Promise<void> {
  const { values } = readCommandLine(USAGE, {
    options: {
      port: { type: 'string', default: '8002' },
      host: { type: 'string' },
    },
  })
  const model = await startModel({
    port: portNumber(values.port),
    ...(values.host === undefined ? {} : { host: values.host }),
  })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void model.stop())
  console.log(`ready ${model.baseUrl}`)
}

main().catch((error: Error) => {
  console.error(error.message)
  process.exitCode = 1
})
