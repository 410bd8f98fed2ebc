import type { Bundle } from '../bundle/bundler.ts'
import type { RunSpec } from '../contract.ts'
import type { JobMessage } from '../wrapper/messages.ts'

/** What the wrapper is told of a job. `mark` is printed when the job has printed all it will. */
export function jobMessage(spec: RunSpec, { file, isModule, script }: Bundle, mark: string): JobMessage {
  const entrypoint = spec.entrypoint ?? 'main'
  const isWorkflow = script.isWorkflow && spec.entrypoint === undefined
  const parameters = script.parametersOf(entrypoint)
  const unread = parameters === undefined || parameters.length === 0
  return {
    bundle: file,
    isModule,
    entrypoint,
    args: spec.args,
    parameters: parameters?.map(({ name, isDate }) => ({ name, isDate })),
    env: spec.env,
    mark,
    ...(isWorkflow && { workflow: spec.checkpoint ?? {} }),
    spread: unread && (isWorkflow || entrypoint !== 'main'),
  }
}
