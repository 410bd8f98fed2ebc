import { type Json, parseJson } from '../schema/json.ts'
import { isSmall, shorten } from './words.ts'

const NUMBER_WORDS = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
]
const QUOTED = /"([^"]*)"|“([^“”]*)”|`([^`]*)`|(?<![\p{L}\d])'([^']*)'(?![\p{L}\d])/gu
const NUMBER = /(?<![\p{L}\d_.])-?\d+(?:\.\d+)?(?![\p{L}\d_]|\.\d)/gu

/** The words in quotation marks, in order. */
export function quoted(text: string): string[] {
  return [...text.matchAll(QUOTED)].map((match) => match[1] ?? match[2] ?? match[3] ?? match[4] ?? '')
}

/** The text with a space for everything that stands in quotation marks. */
export function withoutQuoted(text: string): string {
  return text.replace(QUOTED, ' ')
}

/** The numbers outside of quotation marks, in order: digits, and the words zero to twelve. */
export function numbers(text: string): number[] {
  const words = new RegExp(`${NUMBER.source}|\\b(?:${NUMBER_WORDS.join('|')})\\b`, 'giu')
  return [...withoutQuoted(text).matchAll(words)].map(([found]) => {
    const word = NUMBER_WORDS.indexOf(found.toLowerCase())
    return word >= 0 ? word : Number(found)
  })
}

/** Web addresses, also those that people write without `https://`. */
const ADDRESS =
  /https?:\/\/[^\s"'<>)]*[^\s"'<>),.;!?]|(?<![\w@/.-])(?:[a-z\d-]+\.)+(?:com|org|net|io|dev|eu)(?:\/[^\s"'<>),;!?]*)?(?![\w@-])/gi

/** The first web address in the text, with its `https://`. */
export function url(text: string): string | undefined {
  const [found] = text.match(ADDRESS) ?? []
  return found && (/^https?:/i.test(found) ? found : `https://${found}`)
}

/** The text with a space for each web address. */
export const withoutAddresses = (text: string): string => text.replace(ADDRESS, ' ')

/** `key=value`, `key: value` and `key "value"` pairs, and the fields of a JSON object that stands in the text. */
export function pairs(text: string): Record<string, Json> {
  const json = /\{.*\}/s.exec(text)?.[0]
  const parsed = json === undefined ? undefined : parseJson(json)
  if (parsed && typeof parsed === 'object' && !Array.isArray(parsed)) return parsed
  const found: Record<string, Json> = {}
  const pair =
    /(?<![\p{L}\d_-])([\p{L}_][\p{L}\d_-]*)(?:\s*=\s*|:\s+(?![\w-]+\s*=))("[^"]*"|'[^']*'|“[^“”]*”|\[[^\]]*\]|[^\s,;"']+)|(?<![\p{L}\d_-])([\p{L}_]\w*)\s+("[^"]*")/gu
  for (const [, key, value, quotedKey, quotedValue] of text.matchAll(pair)) {
    if (key && value) found[key] = scalar(value)
    // Of "name "Ada"" the first word is a key, of "for "Ada"" it is not.
    else if (quotedKey && quotedValue && !isSmall(quotedKey)) found[quotedKey] = scalar(quotedValue)
  }
  return found
}

/** What stands after `=` as a value: JSON where it is some, words without their quotation marks else. */
function scalar(written: string): Json {
  const bare = written.replace(/[.!?]$/, '')
  return parseJson(bare) ?? written.replace(/^['“](.*)['”]$/, '$1').replace(/[.!?]$/, '')
}

const CAPITALISED = /\p{Lu}[\p{L}'-]*(?:\s+\p{Lu}[\p{L}'-]*)*/u.source

/** The capitalised words after a match of `before`; failing that, the first such words inside of the sentence. */
export function capitalised(text: string, before: RegExp): string | undefined {
  const after = new RegExp(`${before.source}(?:the\\s+)?(${CAPITALISED})`, 'u').exec(text)?.[1]
  return after ?? new RegExp(`(?<=[\\p{L}\\d,:]\\s)(?!I\\b)(${CAPITALISED})`, 'u').exec(text)?.[1]
}

/** Who a sentence is about: `Ada` in "Ada is 36". */
export function subjectOf(text: string): string | undefined {
  const found = new RegExp(`^\\s*(${CAPITALISED})\\s+(?:is|was|has|lives|works|likes)\\b`, 'u').exec(text)?.[1]
  return found && !isSmall(found.toLowerCase()) ? found : undefined
}

/** A text that fits into a property meant for one. */
export function sayingOf(text: string, maxLength = 2_000): string {
  return shorten(text.trim(), maxLength)
}

/** The values in a text, each of which is given away once. */
export class TextValues {
  readonly text: string
  #pairs: Record<string, Json>
  #numbers: number[]
  #quoted: string[]
  #rest: string

  /** `keys` are the names that a pair may have here; what stands after another word is no pair but a value. */
  constructor(text: string, keys: readonly string[]) {
    this.text = text
    const wanted = new Set(keys.map(plainKey))
    this.#pairs = Object.fromEntries(Object.entries(pairs(text)).filter(([key]) => wanted.has(plainKey(key))))
    this.#rest = text
    const inPairs = new Set(Object.values(this.#pairs))
    this.#numbers = numbers(text).filter((number) => !inPairs.has(number))
    this.#quoted = quoted(text).filter((words) => !inPairs.has(words))
  }

  /** The value paired with `key`, whether that is written `max_size`, `maxSize` or `MAX-SIZE`. */
  paired(key: string): Json | undefined {
    const wanted = plainKey(key)
    return Object.entries(this.#pairs).find(([name]) => plainKey(name) === wanted)?.[1]
  }

  takeNumber(fits: (number: number) => boolean = () => true): number | undefined {
    const at = this.#numbers.findIndex(fits)
    return at < 0 ? undefined : this.#numbers.splice(at, 1)[0]
  }

  takeQuoted(): string | undefined {
    return this.#quoted.shift()
  }

  takeMatch(pattern: RegExp): string | undefined {
    const found = pattern.exec(this.#rest)?.[0].replace(/[.,;!?]$/, '')
    if (found !== undefined) this.#rest = this.#rest.replace(found, ' ')
    return found
  }

  /** The choice that the text names as a word; `_` and `-` in it may be spaces. */
  takeChoice(choices: readonly Json[]): Json | undefined {
    return choices.find((choice) => {
      const words = String(choice)
        .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
        .replace(/[_-]/g, '[ _-]')
      return new RegExp(`(?<![\\p{L}\\d])${words}(?![\\p{L}\\d])`, 'iu').test(this.#rest)
    })
  }

  /** The word after the name of `key` as the text says it: `city Paris` for `city`. Small words do not count. */
  after(key: string): string | undefined {
    const name = key.replaceAll('_', ' ')
    const found = new RegExp(
      `\\b${name.replace(/[^\p{L}\d ]/gu, '')}\\s+(?:is\\s+|of\\s+)?([\\p{Lu}\\d][\\p{L}\\d_/.-]*)`,
      'iu',
    ).exec(this.text)?.[1]
    return found && /^[\p{Lu}\d]/u.test(found) ? found.replace(/[.,;!?]$/, '') : undefined
  }
}

function plainKey(key: string): string {
  return key.toLowerCase().replace(/[^\p{L}\d]/gu, '')
}
