import { withoutAddresses, withoutQuoted } from '../text/values.ts'
import { contentStems, isSmall, stem, words } from '../text/words.ts'

/** What flows between the steps of a flow. */
export type Kind = 'nothing' | 'text' | 'number' | 'numbers' | 'list' | 'anything'

/** A script that the offline model can write. */
export interface Script {
  /** snake_case, for the last part of a path. */
  name: string
  description: string
  /** TypeScript for Bun with an exported `main`, whose defaults are the values in the task. */
  code: string
  /** A script or flow that exists, in the place of code. */
  path?: string
  /** The parameter that takes what a step before has returned; `null` when the script takes nothing. */
  parameter: string | null
  takes: Kind
  /** What the next step of a flow can take from its result, */
  gives: Kind
  /** and where in the result that is, when it is not the whole: `.total`. */
  within?: string
}

/** A kind of script that can be asked for in words. */
export interface Recipe {
  /** An example of a task that it answers, for the list of what can be done. */
  example: string
  /** Space-separated words that such a task may use, in any form; what else a task says must be a value. */
  vocabulary: string
  /** Whether the task asks for this at all. */
  asks: RegExp
  /** The script with the values of the task in it. */
  write(task: string): Script
}

/** Words in which people wrap a wish, whatever it is for. */
const WRAPPING = new Set(
  contentStems(`create write make build generate add new give need want deploy develop implement code program script
    function tool simple small short basic little quick typescript ts bun windmill please named called name hello example
    demo test return print show output input take accept receive parameter argument default value result work run step
    flow workflow then next after and finally first second third also which compute calculate calculation find tell me
    whose given user using each every any something data result`),
)

/** Words that ask for an effect no recipe has. One of them is enough to say no. */
const OUT_OF_REACH = new Set(
  contentStems(`email mail slack discord telegram sms tweet post publish upload download database db postgres mysql sql
    table store save delete remove scrape crawl pdf image picture photo video excel csv spreadsheet file folder s3 bucket
    github webhook api token password login encrypt server payment invoice chart plot dashboard translate summarize
    summarise predict classify`),
)

/** How many words of a task may be unknown to a recipe that still answers it. */
const UNKNOWN_WORDS = 1

/**
 * The recipe that accounts for the words of the task best, or `undefined` when each leaves something that was asked for
 * unanswered: a wish half understood is not carried out.
 */
export function chooseRecipe(recipes: readonly Recipe[], task: string): Recipe | undefined {
  let best: { recipe: Recipe; unknown: number } | undefined
  for (const recipe of recipes) {
    if (!recipe.asks.test(task)) continue
    const unknown = unknownWords(recipe, task)
    if (unknown <= UNKNOWN_WORDS && (!best || unknown < best.unknown)) best = { recipe, unknown }
  }
  return best?.recipe
}

function unknownWords(recipe: Recipe, task: string): number {
  const known = new Set(words(recipe.vocabulary).map(stem))
  const bare = withoutAddresses(withoutQuoted(task))
    .replace(/\b[fug]\/[\w/]+/g, ' ')
    .replace(/\b(?:called|named)\s+[\w-]+/gi, ' ')
  const unknown = words(bare).filter((word) => {
    const stemmed = stem(word)
    return !isSmall(word) && !/^\d+$/.test(word) && !known.has(stemmed) && !WRAPPING.has(stemmed)
  })
  if (unknown.some((word) => OUT_OF_REACH.has(stem(word)))) return Number.POSITIVE_INFINITY
  return new Set(unknown).size
}

/** A TypeScript literal. */
export function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`
  if (typeof value !== 'string') return JSON.stringify(value)
  return `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
}
