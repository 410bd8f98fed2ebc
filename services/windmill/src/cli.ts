/** The embedded Windmill on its own: `npm run windmill -- [--port 8000] [--data DIR | --memory] [--token T]`. */
import { portNumber, readCommandLine, wholeNumber } from '../../command-line.ts'
import { runServer, startWindmill } from './index.ts'

const USAGE = `npm run windmill -- [options]
  --port N          port to listen on (Default: 8000; 0 takes a free one)
  --host ADDRESS    address to listen on (Default: 127.0.0.1)
  --data DIR        folder to keep everything in (Default: .millwright/data)
  --memory          keep nothing
  --token T         a token of the administrator that is valid from the start
  --workspace ID    make sure that this workspace exists (may be given several times)
  --postgres URL    a real PostgreSQL for the data table
  --workers N       how many jobs run at a time (Default: 10)
  --dedicated PATH  a script that keeps its process (may be given several times)
  --max-body MIB    how large the body of a request may be (Default: 200)
  --no-isolation    do not run jobs in namespaces of their own
  --beyond          serve what a free Windmill lacks: restart from a step, failure handlers of schedules`

await runServer(main)

async function main(): Promise<void> {
  const { values } = readCommandLine(USAGE, {
    options: {
      port: { type: 'string', default: '8000' },
      host: { type: 'string' },
      data: { type: 'string', default: '.millwright/data' },
      memory: { type: 'boolean', default: false },
      token: { type: 'string' },
      workspace: { type: 'string', multiple: true },
      postgres: { type: 'string' },
      workers: { type: 'string' },
      dedicated: { type: 'string', multiple: true },
      'max-body': { type: 'string' },
      'no-isolation': { type: 'boolean', default: false },
      beyond: { type: 'boolean', default: false },
    },
  })
  const windmill = await startWindmill({
    port: portNumber(values.port),
    host: values.host,
    dataDir: values.memory ? undefined : values.data,
    token: values.token,
    workspaces: values.workspace,
    postgresUrl: values.postgres,
    concurrency: values.workers === undefined ? undefined : wholeNumber('workers', values.workers, 1),
    dedicated: values.dedicated,
    maxBodyBytes:
      values['max-body'] === undefined ? undefined : wholeNumber('max-body', values['max-body'], 1) * 1024 * 1024,
    isolation: values['no-isolation'] ? 'off' : 'auto',
    beyond: values.beyond,
  })
  if (windmill.isolation.kind === 'none') console.log(`jobs are not isolated: ${windmill.isolation.reason}`)
  console.log(`ready ${windmill.url}`)

  const end = () => void windmill.stop().then(() => process.exit(0))
  process.once('SIGINT', end)
  process.once('SIGTERM', end)
}
