import * as wmill from 'windmill-client'
import type { Provider } from '../../lib/llm/index.ts'
import type { AgentDefinition } from '../definition.ts'

/** Set by `npm start`, and by whoever knows how the workers of an installation run jobs. */
const ISOLATED = 'f/openanalyst/jobs_isolated'

/**
 * Whether a person looks at code that the models of an agent write before it is run: where jobs are not isolated it could
 * read whatever the server can. The offline model's code is this repository's own. What cannot be read counts as a yes.
 */
export async function asksForCode(
  { model }: AgentDefinition,
  provider: (path: string | undefined) => Promise<Provider>,
): Promise<boolean> {
  const paths = [model, ...model.fallbacks].map((choice) => choice.provider ?? undefined)
  const kinds = await Promise.all(paths.map(async (path) => (await provider(path).catch(() => undefined))?.kind))
  if (kinds.every((kind) => kind === 'offline')) return false
  return (await wmill.getVariable(ISOLATED).catch(() => 'false')) !== 'true'
}
