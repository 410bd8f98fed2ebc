import type { Rule } from '../rule.ts'
import { fillCompletely } from '../schema/fill.ts'
import type { Json, JsonSchema } from '../schema/json.ts'
import { minimal } from '../schema/minimal.ts'
import { resolve, typeOf } from '../schema/resolve.ts'
import { type Fact, statedFacts } from '../text/facts.ts'
import type { Turn } from '../turn.ts'

/**
 * A system prompt asks for facts as JSON: "My name is Ada" → `{"facts": ["The user's name is Ada."]}`. With a schema, its
 * first list is filled, with sentences or with objects of `content`, `key`, `value` and what else the items ask for.
 */
export const extractFacts: Rule = {
  name: 'extract-facts',
  about: 'finds facts that the user states about themselves, when the system prompt asks for facts as JSON',
  answer(turn) {
    const asked =
      /\b(?:extract|find|list|collect|identify|note)\w*\b[^.]*\b(?:facts?|memor(?:y|ies))\b/i.test(turn.system) &&
      (turn.format.kind !== 'text' || /\bjson\b/i.test(turn.system))
    if (!asked || turn.tools.length > 0) return null
    const facts = newestOfEach(turn.said.flatMap((text) => statedFacts(userLines(text))))
    return { value: shape(turn, facts) }
  },
}

/** Of a transcript with speakers, what the user said; of anything else, all of it. */
function userLines(text: string): string {
  const lines = text.split('\n')
  const spoken = lines.filter((line) => /^\s*(?:user|human)\s*:/i.test(line))
  const others = lines.some((line) => /^\s*(?:assistant|ai|agent|system|tool)\s*:/i.test(line))
  return spoken.length > 0 || others ? spoken.map((line) => line.replace(/^\s*\w+\s*:\s*/, '')).join('\n') : text
}

function newestOfEach(facts: Fact[]): Fact[] {
  const several = /^(?:likes|dislikes|has|is)$/
  return facts.filter(
    (fact, at) =>
      !facts
        .slice(at + 1)
        .some((later) => (several.test(fact.key) ? later.statement === fact.statement : later.key === fact.key)),
  )
}

function shape(turn: Turn, facts: Fact[]): Json {
  if (turn.format.kind !== 'schema') return { facts: facts.map((fact) => fact.statement) }
  const root = turn.format.schema
  const plain = resolve(root, root)
  if (typeOf(plain) === 'array') return facts.map((fact) => shapeFact(fact, plain.items ?? {}, root))
  const list = Object.entries(plain.properties ?? {}).find(
    ([, property]) => typeOf(resolve(property, root)) === 'array',
  )
  const smallest = fillCompletely(root, '', '') as Record<string, Json>
  if (!list) return smallest
  const items = resolve(list[1], root).items ?? {}
  return { ...smallest, [list[0]]: facts.map((fact) => shapeFact(fact, items, root)) }
}

function shapeFact(fact: Fact, items: JsonSchema, root: JsonSchema): Json {
  const plain = resolve(items, root)
  if (typeOf(plain) !== 'object') return fact.statement
  const value = minimal(plain, root) as Record<string, Json>
  for (const [key, property] of Object.entries(plain.properties ?? {})) {
    const type = typeOf(resolve(property, root))
    if (type === 'string' && !resolve(property, root).enum) {
      if (/content|fact|text|statement|sentence|memory/i.test(key)) value[key] = fact.statement
      else if (/key|subject|attribute|topic|predicate|name/i.test(key)) value[key] = fact.key
      else if (/value|object/i.test(key)) value[key] = fact.value
    } else if (type === 'number' && /confidence|certainty|score|importance/i.test(key))
      value[key] = property.maximum ?? 1
  }
  return value
}
