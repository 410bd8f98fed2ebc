import { readFileSync } from 'node:fs'
import { portNumber, readCommandLine } from '../../command-line.ts'
import { startHub, type WindmillAt } from './index.ts'

const USAGE = `npm run hub -- [options]
  --port N                     port to listen on (Default: 8001; 0 takes a free one)
  --host ADDRESS               address to listen on (Default: 127.0.0.1)
  --publish-token-file FILE    file with the publish token (or HUB_PUBLISH_TOKEN in the environment)
  --session-secret-file FILE   file with the secret that signs session tokens (or HUB_SESSION_SECRET)
  --allow-origin ORIGIN        a web page that may connect, such as https://windmill.example.com (several times)
  --windmill URL               the Windmill whose agents answer POST /v1/chat/completions (Default: none)
  --workspace ID               the workspace of the agents (Default: openanalyst)`

/** A secret from the file of `--{flag}`, else from the environment; never from the arguments, which others can read. */
function readSecret(file: string | undefined, flag: string, variable: string): string {
  const secret = file === undefined ? process.env[variable] : readFileSync(file, 'utf8')
  if (!secret?.trim()) throw new Error(`A secret is missing: give --${flag} FILE, or set ${variable}.`)
  return secret.trim()
}

function windmillAt(url: string, workspace: string): WindmillAt {
  if (!URL.canParse(url)) throw new Error(`--windmill must be an address such as http://localhost:8000, not ${url}.`)
  return { baseUrl: url.replace(/\/+$/, ''), workspace }
}

async function main(): Promise<void> {
  const { values } = readCommandLine(USAGE, {
    options: {
      port: { type: 'string', default: '8001' },
      host: { type: 'string' },
      'publish-token-file': { type: 'string' },
      'session-secret-file': { type: 'string' },
      'allow-origin': { type: 'string', multiple: true },
      windmill: { type: 'string' },
      workspace: { type: 'string', default: 'openanalyst' },
    },
  })
  const hub = await startHub({
    port: portNumber(values.port),
    publishToken: readSecret(values['publish-token-file'], 'publish-token-file', 'HUB_PUBLISH_TOKEN'),
    sessionSecret: readSecret(values['session-secret-file'], 'session-secret-file', 'HUB_SESSION_SECRET'),
    ...(values.host === undefined ? {} : { host: values.host }),
    ...(values.windmill === undefined ? {} : { windmill: windmillAt(values.windmill, values.workspace) }),
    ...(values['allow-origin'] === undefined ? {} : { allowedOrigins: values['allow-origin'] }),
  })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void hub.stop())
  console.log(`ready ${hub.url}`)
}

main().catch((error: Error) => {
  console.error(error.message)
  process.exitCode = 1
})
