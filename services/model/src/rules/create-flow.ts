import { type Kind, type Script, writeScript } from '../recipes/index.ts'
import type { Rule } from '../rule.ts'
import type { Json } from '../schema/json.ts'
import { givenName, windmillPath } from '../text/paths.ts'
import { numbers } from '../text/values.ts'
import { shorten } from '../text/words.ts'
import { MAKING, offers, WINDMILL_TOOLS } from './windmill-tools.ts'

/** Most steps of a flow. */
const MAX_STEPS = 10

/**
 * "Create a flow that fetches https://example.com, then counts the words" → `create_windmill_flow {name, steps,
 * description}`. A step is `{id, summary, language, code, input_transforms}`; its first parameter takes the result of the
 * step before, by an expression as Windmill writes it.
 */
export const createFlow: Rule = {
  name: 'create-flow',
  about: 'makes a flow of steps that it has recipes for, and has it created in Windmill',
  answer(turn) {
    const asked = MAKING.test(turn.task) && /\b(?:flow|workflow|pipeline)\b/i.test(turn.task)
    if (!asked || !offers(turn, 'flow') || turn.results.length > 0) return null
    const wishes = stepWishes(turn.task)
    if (wishes.length === 0) return null
    if (wishes.length > MAX_STEPS) return { text: `I am the offline model: my flows have at most ${MAX_STEPS} steps.` }
    const scripts: Script[] = []
    for (const wish of wishes) {
      const script = typeof wish === 'string' ? (existing(wish) ?? writeScript(wish)) : wish
      if (!script) return { text: noRuleFor(wish as string) }
      scripts.push(script)
    }
    const steps = makeSteps(scripts)
    if (typeof steps === 'string') return { text: steps }
    // The path of a step is no name for the flow.
    const task = scripts.reduce((text, { path }) => (path ? text.replaceAll(path, ' ') : text), turn.task)
    const name =
      givenName(task) ??
      steps
        .map((step) => step.id)
        .slice(0, 3)
        .join('_then_')
    const description = scripts.map((script) => script.description.replace(/\.$/, '')).join('; then: ')
    return { calls: [{ name: WINDMILL_TOOLS.flow, arguments: { name, steps, description: `${description}.` } }] }
  },
}

function noRuleFor(wish: string): string {
  return (
    `I am the offline model: plain rules, no language model, so I can't make this flow: I have no recipe for the step ` +
    `"${shorten(wish, 120)}". Steps can be what my scripts can be, such as "fetch https://example.com", "reverse a text" or "count the words".`
  )
}

/** "runs u/ada/greet": a step that is there already, with its own defaults; nobody knows here what it takes or gives. */
function existing(wish: string): Script | undefined {
  const path = windmillPath(wish)
  if (!path || !/^\W*(?:(?:run|call|use|execute|start)s?|the|script|flow)?\b/i.test(wish)) return undefined
  const name = path.split('/').at(-1)!.replaceAll('-', '_')
  return { name, path, description: `Runs ${path}`, code: '', parameter: null, takes: 'nothing', gives: 'anything' }
}

/** What each step shall do: in words, or ready-made when the task only says how many steps it wants. */
function stepWishes(task: string): (string | Script)[] {
  const bare = task.replace(/\b(?:called|named)\s+(?:"[^"]+"|'[^']+'|`[^`]+`|[\w/-]+)/i, ' ')
  const content =
    /\b(?:flow|workflow|pipeline)\b[^:]*?(?::|\b(?:that|which|to|where it|and have it)\b)(.+)$/is.exec(bare)?.[1] ??
    /\bsteps?\s*:(.+)$/is.exec(bare)?.[1]
  const clauses = (content ?? '')
    .split(/\s*(?:[,;.]?\s*\b(?:and then|then|after that|afterwards|finally)\b,?|;|→|->|\n|(?:^|\s)\d[.)]\s)\s*/i)
    .flatMap(splitAtAnd)
    .map((clause) =>
      clause
        .replace(/^\s*(?:first|second|third|and|it|step \d:?)\b[,:]?/i, '')
        .replace(/[\s,.]+$/, '')
        .trim(),
    )
    .filter(Boolean)
  if (clauses.length > 0) return clauses
  const count = /\bsteps?\b/i.test(bare) ? numbers(bare)[0] : undefined
  return Array.from({ length: count ?? 0 }, (_, index) => numberedStep(index + 1))
}

/** "a and b" is two steps when both are known ones; else the words belong together ("numbers 5, 3 and 8"). */
function splitAtAnd(clause: string): string[] {
  const halves = clause.split(/,?\s+and\s+|,\s+/i)
  return halves.length > 1 && halves.every((half) => writeScript(half)) ? halves : [clause]
}

/** A step of a flow of which nothing but the number of steps is known: it adds its name to a list. */
function numberedStep(number: number): Script {
  return {
    name: `step_${number}`,
    description: `Step ${number}: adds its name to the list`,
    code: `export async function main(done: string[] = []) {\n  return [...done, 'step ${number}']\n}\n`,
    parameter: 'done',
    takes: 'list',
    gives: 'list',
  }
}

interface Step extends Record<string, Json> {
  id: string
}

/** The steps of a flow, each of which takes what the one before gives; or words that say why that cannot be. */
function makeSteps(scripts: Script[]): Step[] | string {
  const steps: Step[] = []
  for (const [at, script] of scripts.entries()) {
    const before = scripts[at - 1]
    let inputs: Json = {}
    if (before && script.parameter) {
      const expr = passed(`results.${steps[at - 1]!.id}${before.within ?? ''}`, before.gives, script.takes)
      if (!expr)
        return `I am the offline model: this flow cannot work, for the step ${script.name} takes ${script.takes} and ${before.name} gives ${before.gives}.`
      inputs = { [script.parameter]: { type: 'javascript', expr } }
    }
    const times = scripts.slice(0, at).filter(({ name }) => name === script.name).length
    const id = times === 0 ? script.name : `${script.name}_${times + 1}`
    const what: Record<string, Json> = script.path
      ? { script_path: script.path }
      : { language: 'bun', code: script.code }
    steps.push({ id, summary: script.description, ...what, input_transforms: inputs })
  }
  return steps
}

/** The expression that hands a result of one kind to a parameter of another; `null` when there is none. */
function passed(result: string, gives: Kind, takes: Kind): string | null {
  if (gives === takes) return result
  if (gives === 'anything') return takes === 'text' ? `String(${result})` : result
  if (takes === 'text') return gives === 'number' ? `String(${result})` : `JSON.stringify(${result})`
  if (takes === 'number' && gives === 'numbers') return `${result}.length`
  if (takes === 'numbers' && gives === 'number') return `[${result}]`
  return null
}
