import { step, taskFlow, workflow } from 'windmill-client'
import { deployFlow, findRunnable, type Runnable } from '../../lib/windmill/index.ts'
import { reporterOf, runOfArgument } from '../task_run.ts'
import { makeFlow } from './flow_value.ts'
import { attempt, outcomeOf, type Ready, type ToolOutcome } from './outcome.ts'
import { ownPath, summaryOf } from './own_item.ts'
import { reportDeploy, reportOutcome } from './report_outcome.ts'
import { checkArguments, type FlowStep, flowArguments } from './tool_arguments.ts'

/**
 * Puts steps into a flow in the user's own space, deploys it and runs it once as a job of its own. What fails is told in
 * the outcome, not thrown. `run` and `call` say whose work this is, for its events.
 */
export const main = workflow(
  async (
    name: string,
    steps: object[],
    description: string,
    args: object | null = null,
    run: object | null = null,
    call: string = 'call',
  ): Promise<ToolOutcome> => {
    const report = reporterOf(runOfArgument(run))
    const made = await step('deploy_flow', () =>
      attempt(ownPath(name), async (): Promise<Ready> => {
        const wanted = checkArguments(flowArguments, { name, steps, description, arguments: args })
        const flow = makeFlow(wanted.steps, await runnablesOf(wanted.steps))
        const about = { path: ownPath(wanted.name), summary: summaryOf(description), description }
        const ready: Ready = { kind: 'flow', ...(await deployFlow({ ...about, ...flow })) }
        await reportDeploy(report, call, ready)
        return ready
      }),
    )
    const outcome = 'error' in made ? made : await outcomeOf(made, () => taskFlow(made.path)(args ?? {}))
    await step('report_outcome', () => reportOutcome(report, call, outcome))
    return outcome
  },
)

/** The runnables that steps name, by path; what is not there is left out. */
async function runnablesOf(steps: FlowStep[]): Promise<Map<string, Runnable>> {
  const paths = new Set(steps.flatMap(({ script_path }) => (script_path === undefined ? [] : [script_path])))
  const found = await Promise.all([...paths].map(findRunnable))
  return new Map(found.filter((runnable) => runnable !== undefined).map((runnable) => [runnable.path, runnable]))
}
