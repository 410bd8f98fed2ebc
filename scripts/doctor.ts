/**
 * `npm run doctor`: looks at what can be wrong, causes before what they lead to, and prints the first cause and what to do
 * about it. It changes nothing.
 */
import { fileURLToPath } from 'node:url'
import { portNumber, readCommandLine } from '../services/command-line.ts'
import { checksOf } from './doctor/checks.ts'
import { diagnose, firstCause, report } from './doctor/diagnose.ts'
import { findRunning } from './start/running.ts'

const USAGE = `npm run doctor -- [options]
  --port N        the port that npm start is to have (Default: 8000)
  --data DIR      the data folder of npm start (Default: .millwright/data)
  --base-url URL  the Windmill to look at, with --workspace ID and --token T (Default: the npm start that is running)`

const { values } = readCommandLine(USAGE, {
  options: {
    port: { type: 'string', default: '8000' },
    data: { type: 'string', default: '.millwright/data' },
    'base-url': { type: 'string' },
    workspace: { type: 'string', default: 'openanalyst' },
    token: { type: 'string', default: process.env.WM_TOKEN ?? '' },
  },
})
try {
  const running = findRunning()
  const { 'base-url': baseUrl, workspace, token } = values
  const findings = await diagnose(
    checksOf({
      root: fileURLToPath(new URL('..', import.meta.url)),
      env: process.env,
      port: portNumber(values.port),
      dataDir: values.data,
      running,
      target: baseUrl ? { baseUrl: baseUrl.replace(/\/+$/, ''), workspace, token } : running?.target,
    }),
  )
  for (const line of report(findings)) console.log(line)
  process.exitCode = firstCause(findings) ? 1 : 0
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}
