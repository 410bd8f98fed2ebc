import { step, taskScript, workflow } from 'windmill-client'
import { realClock } from '../../lib/clock.ts'
import { deployScript } from '../../lib/windmill/index.ts'
import { reporterOf, runOfArgument } from '../task_run.ts'
import { languageOf } from './languages.ts'
import { attempt, outcomeOf, type Ready, type ToolOutcome } from './outcome.ts'
import { ownPath, summaryOf } from './own_item.ts'
import { reportDeploy, reportOutcome } from './report_outcome.ts'
import { checkArguments, scriptArguments } from './tool_arguments.ts'

/**
 * Writes a script to the user's own space, deploys it, waits until it can be run, and runs it once as a job of its own.
 * What fails is told in the outcome, not thrown: it is the caller's to mend. `run` and `call` say whose work this is,
 * for its events.
 */
export const main = workflow(
  async (
    name: string,
    language: string,
    code: string,
    description: string,
    args: object | null = null,
    run: object | null = null,
    call: string = 'call',
  ): Promise<ToolOutcome> => {
    const report = reporterOf(runOfArgument(run))
    const made = await step('deploy_script', () =>
      attempt(ownPath(name), async (): Promise<Ready> => {
        const wanted = checkArguments(scriptArguments, { name, language, code, description, arguments: args })
        const script = { path: ownPath(wanted.name), language: languageOf(wanted.language), content: wanted.code }
        const about = { summary: summaryOf(description), description }
        const { change } = await deployScript({ ...script, ...about }, realClock)
        const ready: Ready = { kind: 'script', path: script.path, change }
        await reportDeploy(report, call, ready)
        return ready
      }),
    )
    const outcome = 'error' in made ? made : await outcomeOf(made, () => taskScript(made.path)(args ?? {}))
    await step('report_outcome', () => reportOutcome(report, call, outcome))
    return outcome
  },
)
