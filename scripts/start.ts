/**
 * `npm start -- [--port 8000] [--data DIR | --memory] [--demo] [--exit] ["task in words"]`: starts everything, deploys the
 * repository, does a task and goes on serving.
 */
import { parseArgs } from 'node:util'
import { endOnFault } from '../services/windmill/src/index.ts'
import { apply, plan, type Target } from './deploy/index.ts'
import { ownTerminal } from './start/ask-person.ts'
import { configure } from './start/configure.ts'
import { type Demo, forgetDemo, startDemo, tourOf } from './start/demo.ts'
import { doTask } from './start/do-task.ts'
import { giveTeam } from './start/give-team.ts'
import { type Platform, startPlatform, WORKSPACE } from './start/platform.ts'
import { forgetRunning, noteRunning } from './start/running.ts'

const USAGE = `npm start -- [options] ["task in words"]
  --port N    port of Windmill (Default: 8000; 0 takes a free one)
  --data DIR  folder to keep everything in (Default: .millwright/data)
  --memory    keep nothing
  --demo      show the team's posts and reports, too, against a stand-in of a social network on this machine
  --exit      end when the task is done, with status 0 if it worked and 1 if not
The task is "Create a simple hello world script" unless you give another. What a task asks a person is asked here. The
first start without a task and without a language model shows the team as --demo does.`

const DEFAULT_TASK = 'Create a simple hello world script'

let platform: Platform | undefined
let demo: Demo | undefined
endOnFault()
try {
  await main()
} catch (error) {
  console.error((error as Error).message)
  await end(1)
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      port: { type: 'string', default: '8000' },
      data: { type: 'string' },
      memory: { type: 'boolean', default: false },
      demo: { type: 'boolean', default: false },
      exit: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    console.log(USAGE)
    return
  }
  if (values.memory && values.data) throw new Error('Give --data DIR or --memory, not both.')
  process.once('SIGINT', () => void end(0))
  process.once('SIGTERM', () => void end(0))

  platform = await startPlatform({
    port: portNumber(values.port),
    dataDir: values.memory ? undefined : (values.data ?? '.millwright/data'),
    env: process.env,
  })
  const { windmill, hub, provider, publishToken } = platform
  const target: Target = { baseUrl: windmill.url, workspace: WORKSPACE, token: windmill.token }
  console.log(`Windmill  ${windmill.url}`)
  console.log(`Hub       ${hub.url}`)
  console.log(
    `Model     ${provider.kind} (${provider.models.chat})${provider.kind === 'offline' ? ': plain rules, no language model' : ''}`,
  )
  if (windmill.isolation.kind === 'none') console.log(`Jobs are not isolated: ${windmill.isolation.reason}`)

  const changes = await plan(target)
  await apply(target, changes)
  await configure(target, platform)
  await giveTeam(target)
  const count = changes.added.length + changes.edited.length + changes.deleted.length
  console.log(`Deployed  ${count === 0 ? 'nothing new' : `${count} files`} to the workspace ${WORKSPACE}`)
  noteRunning(target, { url: hub.url, publishToken })

  const task = positionals.join(' ')
  const terminal = ownTerminal()
  let worked = true
  const put = async (task: string) => {
    console.log(`\nTask      ${task}`)
    const outcome = await doTask(target, { url: hub.url, publishToken }, task, console.log, terminal)
    console.log(`\n${outcome.worked ? 'Answer' : 'No answer'}    ${outcome.answer}`)
    console.log(`Run       ${outcome.runUrl}`)
    worked &&= outcome.worked
  }
  await put(task || DEFAULT_TASK)
  const isFirst = changes.added.length > 0 && !task && !values.exit && provider.kind === 'offline'
  if (values.demo || isFirst) {
    demo = await startDemo(target)
    console.log(`\nThe team, and a stand-in of a social network on this machine (${demo.api}):`)
    for (const task of tourOf(demo.api, terminal !== undefined)) await put(task)
  } else await forgetDemo(target)
  if (values.exit) await end(worked ? 0 : 1)
  else
    console.log(
      `\nServing at ${windmill.url} (admin@windmill.dev / changeme). Another task: npm run ask -- "…". Ctrl-C ends it.`,
    )
}

/** Stops what was started and ends the process. */
async function end(status: number): Promise<never> {
  forgetRunning()
  await demo?.stop()
  await platform?.stop()
  process.exit(status)
}

function portNumber(text: string): number {
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port <= 65535) return port
  throw new Error(`--port takes a number from 0 to 65535, not "${text}".`)
}
