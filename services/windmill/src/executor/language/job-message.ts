import type { Bundle } from '../bundle/bundler.ts'
import type { RunSpec } from '../contract.ts'
import type { JobMessage } from '../wrapper/messages.ts'

/** What the wrapper is told of a job. */
export function jobMessage(spec: RunSpec, bundle: Bundle, mark: string): JobMessage {
  const { file, isModule, usesStreams, isPartial, script } = bundle
  const entrypoint = spec.entrypoint ?? 'main'
  const isWorkflow = script.isWorkflow && spec.entrypoint === undefined
  const { parameters, unread } = parametersOf(bundle, entrypoint)
  return {
    bundle: file,
    isModule,
    entrypoint,
    args: spec.args,
    parameters,
    env: spec.env,
    usesStreams,
    // What goes to a stream may still be on its way when the script has ended; then the process's end is the end.
    ...(!usesStreams && !isPartial && { mark }),
    ...(isWorkflow && { workflow: spec.checkpoint ?? {} }),
    spread: unread && (isWorkflow || entrypoint !== 'main'),
    ...(spec.event && { preprocessor: preprocessorCall(bundle, spec.event) }),
  }
}

function preprocessorCall(bundle: Bundle, event: RunSpec['args']): JobMessage['preprocessor'] {
  const { parameters, unread } = parametersOf(bundle, 'preprocessor')
  return { args: event, parameters, spread: unread }
}

/** The parameters of a function as the wrapper wants them; `unread` when Windmill cannot read any. */
function parametersOf({ script }: Bundle, name: string): Pick<JobMessage, 'parameters'> & { unread: boolean } {
  const parameters = script.parametersOf(name)?.map((each) => ({ name: each.name, isDate: each.isDate }))
  return { parameters, unread: !parameters?.length }
}
