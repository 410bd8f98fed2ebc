import { step, taskFlow, taskScript, workflow } from 'windmill-client'
import { CodedError } from '../../lib/errors.ts'
import { findRunnable, listRunnables, ownSpace } from '../../lib/windmill/index.ts'
import { reporterOf, runOfArgument } from '../task_run.ts'
import { attempt, outcomeOf, type Ready, type ToolOutcome } from './outcome.ts'
import { reportOutcome } from './report_outcome.ts'
import { checkArguments, executeArguments } from './tool_arguments.ts'

/**
 * Runs a script or a flow that exists, as a job of its own with the user's rights. What fails is told in the outcome, not
 * thrown. `run` and `call` say whose work this is, for its events.
 */
export const main = workflow(
  async (
    script_path: string,
    args: object | null = null,
    run: object | null = null,
    call: string = 'call',
  ): Promise<ToolOutcome> => {
    const report = reporterOf(runOfArgument(run))
    const found = await step('find_runnable', () =>
      attempt(script_path, async () =>
        findOne(checkArguments(executeArguments, { script_path, arguments: args }).script_path),
      ),
    )
    const outcome =
      'error' in found
        ? found
        : await outcomeOf(found, () =>
            (found.kind === 'flow' ? taskFlow(found.path) : taskScript(found.path))(args ?? {}),
          )
    await step('report_outcome', () => reportOutcome(report, call, outcome))
    return outcome
  },
)

/** A router that a router starts would never end. */
const OWN = /^f\/openanalyst\/(?:route_task|execute_user_task|tools\/.+)$/

async function findOne(path: string): Promise<Ready> {
  if (OWN.test(path))
    throw new CodedError('NOT_RUNNABLE', `${path} is what carries tasks out; it cannot be run by one.`)
  const found = await findRunnable(path)
  if (found) return { kind: found.kind, path: found.path, change: null }
  const own = (await listRunnables(`${ownSpace()}/`, 20)).map((runnable) => runnable.path)
  const there = own.length > 0 ? `In ${ownSpace()}/ there are: ${own.join(', ')}.` : `${ownSpace()}/ is empty.`
  throw new CodedError('NOT_FOUND', `There is no script and no flow at ${path}. ${there}`, { path })
}
