/** `npm run ask -- "task"`: puts a task to the `npm start` that is running. */
import { readCommandLine } from '../services/command-line.ts'
import { ownTerminal } from './start/ask-person.ts'
import { doTask } from './start/do-task.ts'
import { findRunning } from './start/running.ts'

const USAGE = `npm run ask -- "task in words"
  puts the task to the npm start that is running here, in another terminal`

const { positionals } = readCommandLine(USAGE, { allowPositionals: true, options: {} })
const task = positionals.join(' ').trim()
const running = findRunning()
if (!task) {
  console.error('Say what is to be done: npm run ask -- "Create a script that adds two numbers"')
  process.exitCode = 2
} else if (!running) {
  console.error('Nothing is running here. Start it first, in another terminal: npm start')
  process.exitCode = 1
} else {
  try {
    const outcome = await doTask(running.target, running.hub, task, console.log, ownTerminal())
    console.log(`\n${outcome.worked ? 'Answer' : 'No answer'}    ${outcome.answer}\nRun       ${outcome.runUrl}`)
    process.exitCode = outcome.worked ? 0 : 1
  } catch (error) {
    console.error((error as Error).message)
    process.exitCode = 1
  }
}
