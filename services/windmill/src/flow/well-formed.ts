import { isJsonObject, type Json, type JsonObject } from '../shared/json.ts'
import type { FlowModule } from '../shared/openflow.ts'
import { FlowFault } from './faults.ts'

/** What the value of a step has to have, by its type. */
const TYPES: Record<string, { texts?: string[]; lists?: string[]; transforms?: string[] }> = {
  rawscript: { texts: ['content', 'language'] },
  script: { texts: ['path'] },
  flow: { texts: ['path'] },
  forloopflow: { lists: ['modules'], transforms: ['iterator'] },
  whileloopflow: { lists: ['modules'] },
  branchone: { lists: ['branches', 'default'] },
  branchall: { lists: ['branches'] },
  aiagent: { lists: ['tools'] },
  identity: {},
}

/**
 * Makes sure that a step can be begun. A deploy refuses a step that is not well-formed; a preview, like Windmill's, finds
 * it when its turn comes, and the flow fails.
 * @throws FlowFault that names what is missing or wrong
 */
export function requireWellFormed(module: FlowModule): void {
  const problem = problemOf(module.value as unknown as Json | undefined) ?? problemOfSettings(module)
  if (problem)
    throw new FlowFault(`Internal: module was not convertible to acceptable value: step ${module.id}: ${problem}`)
}

function problemOf(value: Json | undefined): string | undefined {
  if (!isJsonObject(value)) return missing('value')
  const type = typeof value.type === 'string' && Object.hasOwn(TYPES, value.type) ? TYPES[value.type] : undefined
  if (!type) return `unknown variant \`${String(value.type)}\`, expected one of ${Object.keys(TYPES).join(', ')}`
  const text = type.texts?.find((name) => typeof value[name] !== 'string')
  if (text) return missing(text)
  const list = type.lists?.find((name) => !Array.isArray(value[name]))
  if (list) return missing(list)
  const branches = Array.isArray(value.branches) ? value.branches : []
  if (!branches.every((branch) => isJsonObject(branch) && Array.isArray(branch.modules))) return missing('modules')
  const transforms: JsonObject = { ...(isJsonObject(value.input_transforms) ? value.input_transforms : {}) }
  for (const name of type.transforms ?? []) transforms[name] = value[name] ?? null
  const wrong = Object.entries(transforms).find(([, transform]) => !isTransform(transform))
  return wrong && `\`${wrong[0]}\` is no input transform`
}

function isTransform(value: Json): boolean {
  if (!isJsonObject(value)) return false
  return (
    value.type === 'static' || value.type === 'ai' || (value.type === 'javascript' && typeof value.expr === 'string')
  )
}

function problemOfSettings({ skip_if, stop_after_if, stop_after_all_iters_if }: FlowModule): string | undefined {
  const conditions = { skip_if, stop_after_if, stop_after_all_iters_if }
  const wrong = Object.entries(conditions).find(([, condition]) => condition && typeof condition.expr !== 'string')
  return wrong && `${missing('expr')} of ${wrong[0]}`
}

const missing = (name: string) => `missing field \`${name}\``
