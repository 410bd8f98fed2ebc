/** Every resource type, by its name in Windmill. `npm run generate` writes their YAML and the types `RT.…`. */
import type { z } from 'zod'
import { llmProvider } from './llm_provider.ts'
import { openanalystConfig } from './openanalyst_config.ts'

export const resourceTypes: Record<string, z.ZodObject> = {
  llm_provider: llmProvider,
  openanalyst_config: openanalystConfig,
}
