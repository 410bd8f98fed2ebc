import { z } from 'zod'

/** Who serves models. Deployed code reads it as `RT.LlmProvider` (`f/lib/llm`). */
export const llmProvider = z
  .object({
    kind: z.enum(['openai', 'openrouter', 'ollama', 'offline']).meta({
      description:
        'Decides how errors are explained. `ollama` is spoken to in its own protocol, which has more options',
    }),
    base_url: z.url().meta({ description: 'The address of the OpenAI-compatible interface, with its /v1' }),
    api_key: z.string().optional().meta({ description: 'Not needed for ollama and offline', password: true }),
    models: z
      .object({
        chat: z.string().min(1).meta({ description: 'The model that answers' }),
        embedding: z.string().min(1).meta({ description: 'The model for embeddings of 1536 dimensions' }),
      })
      .meta({ description: 'Names of models, as the provider spells them' }),
  })
  .meta({ description: 'A provider of language models: OpenAI, OpenRouter, Ollama or the offline model' })
