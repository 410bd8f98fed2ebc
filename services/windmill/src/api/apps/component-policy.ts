import { createHash } from 'node:crypto'
import { z } from 'zod'
import { badRequest } from '../../shared/errors.ts'
import type { JsonObject } from '../../shared/json.ts'

const grantSchema = z.object({
  static_inputs: z.record(z.string(), z.json()).nullish(),
  one_of_inputs: z.record(z.string(), z.array(z.json())).nullish(),
  allow_user_resources: z.array(z.string()).nullish(),
})

/** What an app's policy says: as whom its components run, and which of them may be run. */
export const policySchema = z.looseObject({
  execution_mode: z.enum(['viewer', 'publisher', 'anonymous']).nullish(),
  on_behalf_of: z.string().nullish(),
  on_behalf_of_email: z.string().nullish(),
  triggerables_v2: z.record(z.string(), grantSchema).nullish(),
  triggerables: z.record(z.string(), z.record(z.string(), z.json())).nullish(),
})

export type Policy = z.infer<typeof policySchema>

/** What a visitor may run, and which of its arguments the app has decided. */
export interface Grant {
  /** They stand above what the visitor sends. */
  statics: JsonObject
  /** The values among which an argument has to be. */
  choices: Record<string, unknown[]>
  /** Arguments that may name a resource of the visitor's. */
  userResources: string[]
}

/** What a component runs: `rawscript/SHA256`, `script/PATH` or `flow/PATH`. */
export const inlineKey = (content: string): string => `rawscript/${createHash('sha256').update(content).digest('hex')}`

/**
 * What the policy grants to a component: by the component and what it runs, or by what it runs alone. Throws Windmill's
 * 400 for what is not in the policy, such as code that was changed on the way.
 */
export function grantOf(policy: Policy, component: string, key: string): Grant {
  for (const name of [`${component}:${key}`, key]) {
    const found = policy.triggerables_v2?.[name]
    if (found) {
      const { static_inputs, one_of_inputs, allow_user_resources } = found
      return {
        statics: (static_inputs ?? {}) as JsonObject,
        choices: one_of_inputs ?? {},
        userResources: allow_user_resources ?? [],
      }
    }
    const old = policy.triggerables?.[name]
    if (old) return { statics: old as JsonObject, choices: {}, userResources: [] }
  }
  throw badRequest(`Path ${key} forbidden by policy`)
}
