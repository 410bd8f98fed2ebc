import { CodedError } from '../../lib/errors.ts'

/**
 * The error of handing work to an agent that is waiting for it already, with the path that it took; undefined when
 * `agent` is not on the path. `path` has the names of agents from the outermost run's to the one that hands over.
 */
export function loopOf(path: string[], agent: string): CodedError | undefined {
  const from = path.indexOf(agent)
  if (from < 0) return undefined
  const circle = [...path.slice(from), agent]
  const message = `${circle.join(' → ')} is a loop: ${agent} waits for this work already. Do it, or hand it to another.`
  return new CodedError('HANDOFF_LOOP', message, { path: [...path, agent], loop: circle })
}
