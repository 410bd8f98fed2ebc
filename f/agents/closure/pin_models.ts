import type { Provider } from '../../lib/llm/index.ts'
import type { AgentDefinition, ModelChoice } from '../definition.ts'

/**
 * The models that an agent asks, the first one first, by their names: where a definition leaves the name to its provider,
 * the one that the provider has now. It stays open where the provider cannot be read; whoever asks it then says why.
 */
export function pinModels(
  { model }: Pick<AgentDefinition, 'model'>,
  provider: (path: string | undefined) => Promise<Provider>,
): Promise<ModelChoice[]> {
  return Promise.all(
    [model, ...model.fallbacks].map(async ({ provider: path, name }) => {
      return { provider: path, name: name ?? (await provider(path ?? undefined).catch(() => undefined))?.models.chat }
    }),
  )
}
