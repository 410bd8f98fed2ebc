import { CodedError } from '../../lib/errors.ts'
import type { JsonSchema } from '../../lib/json_schema.ts'
import type { FlowSources } from '../definitions/index.ts'
import type { WindmillAs } from './lib/index.ts'

/** What the export of a flow asks of the workspace, as far as the caller may see it. */
export const flowSources = (windmill: WindmillAs): FlowSources => ({
  async chatModel(provider) {
    const value = (await windmill.get(`resources/get_value/${provider}`)) as Partial<RT.LlmProvider> | undefined
    if (value?.models?.chat) return value.models.chat
    const message = `The agent names no model, and the resource ${provider} cannot be read: name one in model.name.`
    throw new CodedError('LLM_NOT_CONFIGURED', message, { path: provider })
  },
  async scriptSchema(path) {
    const script = (await windmill.get(`scripts/get/p/${path}`)) as { schema?: JsonSchema } | undefined
    return script && (script.schema ?? {})
  },
})
