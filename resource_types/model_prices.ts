import { z } from 'zod'

/** What models cost. Deployed code reads it as `RT.ModelPrices` (`f/agents/budget`). */
export const modelPrices = z
  .object({
    currency: z.string().min(1).meta({ description: 'The currency of all prices, for example USD' }),
    models: z
      .record(
        z.string(),
        z.object({
          input: z.number().min(0).meta({ description: 'For a million tokens that it reads' }),
          output: z.number().min(0).meta({ description: 'For a million tokens that it writes' }),
        }),
      )
      .meta({ description: 'By the name of the model, as the provider spells it' }),
  })
  .meta({ description: 'Prices of language models, from which the cost of a run of an agent is reckoned' })
