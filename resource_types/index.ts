/** Every resource type, by its name in Windmill. `npm run generate` writes their YAML and the types `RT.…`. */
import type { z } from 'zod'
import { hub } from './hub.ts'
import { llmProvider } from './llm_provider.ts'
import { mailServer } from './mail_server.ts'
import { mcpServer } from './mcp_server.ts'
import { modelPrices } from './model_prices.ts'
import { openanalystConfig } from './openanalyst_config.ts'
import { socialApi } from './social_api.ts'

export const resourceTypes: Record<string, z.ZodObject> = {
  hub,
  llm_provider: llmProvider,
  mail_server: mailServer,
  mcp_server: mcpServer,
  model_prices: modelPrices,
  openanalyst_config: openanalystConfig,
  social_api: socialApi,
}
