import type { Bundle } from '../bundle/bundler.ts'
import type { RunSpec } from '../contract.ts'
import type { JobMessage } from '../wrapper/messages.ts'

/** What the wrapper is told of a job. */
export function jobMessage(spec: RunSpec, bundle: Bundle, mark: string): JobMessage {
  const { file, isModule, usesStreams, isPartial, script } = bundle
  const entrypoint = spec.entrypoint ?? 'main'
  const isWorkflow = script.isWorkflow && spec.entrypoint === undefined
  const parameters = script.parametersOf(entrypoint)
  const unread = parameters === undefined || parameters.length === 0
  const preprocessor = spec.event && {
    args: spec.event,
    parameters: script.parametersOf('preprocessor')?.map(({ name, isDate }) => ({ name, isDate })),
    spread: !script.parametersOf('preprocessor')?.length,
  }
  return {
    bundle: file,
    isModule,
    entrypoint,
    args: spec.args,
    parameters: parameters?.map(({ name, isDate }) => ({ name, isDate })),
    env: spec.env,
    usesStreams,
    // What goes to a stream may still be on its way when the script has ended; then the process's end is the end.
    ...(!usesStreams && !isPartial && { mark }),
    ...(isWorkflow && { workflow: spec.checkpoint ?? {} }),
    spread: unread && (isWorkflow || entrypoint !== 'main'),
    ...(preprocessor && { preprocessor }),
  }
}
