import { shorten } from '../../lib/cut.ts'
import type { Reporter } from '../../lib/events.ts'
import type { Ready, ToolOutcome } from './outcome.ts'

/** How much of a result a line shows. */
const SHOWN = 200

/** Reports a deploy; `call` is the name of the tool's call in its run. */
export async function reportDeploy(report: Reporter, call: string, { kind, path, change }: Ready): Promise<void> {
  const what = { created: 'Deployed', changed: 'Deployed a new version of', unchanged: 'Already deployed:' }
  const message = `${what[change ?? 'unchanged']} the ${kind} ${path}`
  await report({
    ...{ key: `${call}/deployed`, type: 'TASK_PROGRESS', step: `deploy_${kind}`, message },
    data: { kind, path, change },
  })
}

/** Reports what a tool came to. */
export async function reportOutcome(report: Reporter, call: string, outcome: ToolOutcome): Promise<void> {
  const event = { key: `${call}/outcome`, type: 'TASK_PROGRESS', step: 'run_once' }
  if (!outcome.ok) {
    const { path, error } = outcome
    await report({ ...event, level: 'warn', message: error.message, data: { path, error } })
    return
  }
  const { kind, path, result } = outcome
  const text = JSON.stringify(result)
  const shown = shorten(text, SHOWN)
  await report({ ...event, message: `The ${kind} ${path} returned ${shown}`, data: { path, result } })
}
