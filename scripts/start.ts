/**
 * `npm start -- [--port 8000] [--data DIR | --memory] [--demo] [--exit] ["task in words"]`: starts everything, deploys the
 * repository, does a task and goes on serving.
 */

import { portNumber, readCommandLine } from '../services/command-line.ts'
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

/** What a signal adds to its number to be a status: the task was not done. */
const ENDED_BY = 128

let platform: Platform | undefined
let demo: Demo | undefined
/** Everything asked for is done, and what is left is to serve: then to be ended is no failure. */
let isServing = false
let ending: Promise<never> | undefined
endOnFault()
try {
  await main()
} catch (error) {
  // Whatever was under way when it was ended fails, and is no news.
  if (!ending) console.error((error as Error).message)
  await end(1)
}

async function main(): Promise<void> {
  const { values, positionals } = readCommandLine(USAGE, {
    allowPositionals: true,
    options: {
      port: { type: 'string', default: '8000' },
      data: { type: 'string' },
      memory: { type: 'boolean', default: false },
      demo: { type: 'boolean', default: false },
      exit: { type: 'boolean', default: false },
    },
  })
  if (values.memory && values.data) throw new Error('Give --data DIR or --memory, not both.')
  for (const [signal, number] of [
    ['SIGINT', 2],
    ['SIGTERM', 15],
  ] as const) {
    process.once(signal, () => void end(isServing ? 0 : ENDED_BY + number))
  }

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

  const task = positionals.join(' ').trim()
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
  if (values.exit) return end(worked ? 0 : 1)
  isServing = true
  console.log(
    `\nServing at ${windmill.url} (admin@windmill.dev / changeme). Another task: npm run ask -- "…". Ctrl-C ends it.`,
  )
}

/** Stops what was started and ends the process, with the status of whoever asked for that first. */
function end(status: number): Promise<never> {
  ending ??= stopAndExit(status)
  return ending
}

async function stopAndExit(status: number): Promise<never> {
  forgetRunning()
  await demo?.stop()
  await platform?.stop()
  process.exit(status)
}
