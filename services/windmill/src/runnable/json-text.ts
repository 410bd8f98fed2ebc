import { badRequest } from '../shared/errors.ts'
import { DEEPEST, isNoDeeper, type Json } from '../shared/json.ts'

/**
 * Reads JSON. What is not JSON is a 400 in the words of Windmill's own reader, which tell the place, as in
 * `invalid json: EOF while parsing a value at line 1 column 5` (wire.jsonl, "HTTP routes"). So is what is nested too deep
 * to be kept.
 */
export function parseJson(text: string): Json {
  const value = parsed(text)
  // A level takes two characters, so a short text needs no look.
  if (text.length > 2 * DEEPEST && !isNoDeeper(value, DEEPEST)) {
    throw badRequest(`invalid json: nested more than ${DEEPEST} levels deep`)
  }
  return value
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    throw badRequest(`invalid json: ${describe(text)}`)
  }
}

/** Where and why a reader gives up. */
class Fault extends Error {
  readonly at: number

  constructor(why: string, at: number) {
    super(why)
    this.at = at
  }
}

function describe(text: string): string {
  try {
    const end = skipSpace(text, value(text, skipSpace(text, 0)))
    if (end < text.length) throw new Fault('trailing characters', end + 1)
  } catch (error) {
    if (error instanceof RangeError) return 'nested too deeply'
    if (!(error instanceof Fault)) throw error
    const before = text.slice(0, error.at)
    const line = before.split('\n').length
    return `${error.message} at line ${line} column ${before.length - (before.lastIndexOf('\n') + 1)}`
  }
  return 'expected value at line 1 column 0'
}

const skipSpace = (text: string, at: number): number => {
  while (at < text.length && ' \t\r\n'.includes(text[at]!)) at++
  return at
}

const WORDS: Record<string, string> = { t: 'true', f: 'false', n: 'null' }
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y

/** Each of these reads from `at` and answers where it ended. */
function value(text: string, at: number): number {
  const first = text[at]
  if (first === undefined) throw new Fault('EOF while parsing a value', text.length)
  if (first === '{') return members(text, at, '}', 'an object')
  if (first === '[') return members(text, at, ']', 'a list')
  if (first === '"') return string(text, at)
  const word = WORDS[first]
  if (word) {
    for (const [offset, letter] of [...word].entries()) {
      if (text[at + offset] === undefined) throw new Fault('EOF while parsing a value', text.length)
      if (text[at + offset] !== letter) throw new Fault('expected ident', at + offset + 1)
    }
    return at + word.length
  }
  if (first !== '-' && (first < '0' || first > '9')) throw new Fault('expected value', at + 1)
  NUMBER.lastIndex = at
  if (!NUMBER.test(text)) throw new Fault('invalid number', at + 1)
  return NUMBER.lastIndex
}

function members(text: string, open: number, close: '}' | ']', what: string): number {
  const eof = () => new Fault(`EOF while parsing ${what}`, text.length)
  let at = skipSpace(text, open + 1)
  if (text[at] === close) return at + 1
  for (;;) {
    if (text[at] === undefined) throw eof()
    if (close === '}') {
      if (text[at] !== '"') throw new Fault('key must be a string', at + 1)
      at = skipSpace(text, string(text, at))
      if (text[at] === undefined) throw eof()
      if (text[at] !== ':') throw new Fault('expected `:`', at + 1)
      at++
    }
    at = skipSpace(text, value(text, skipSpace(text, at)))
    if (text[at] === undefined) throw eof()
    if (text[at] === close) return at + 1
    if (text[at] !== ',') throw new Fault(`expected \`,\` or \`${close}\``, at + 1)
    at = skipSpace(text, at + 1)
    if (text[at] === close) throw new Fault('trailing comma', at + 1)
  }
}

function string(text: string, open: number): number {
  for (let at = open + 1; at < text.length; at++) {
    const letter = text[at]!
    if (letter === '"') return at + 1
    if (letter < ' ') throw new Fault('control character (\\u0000-\\u001F) found while parsing a string', at + 1)
    if (letter === '\\') at += escapeLength(text, at)
  }
  throw new Fault('EOF while parsing a string', text.length)
}

/** How many characters follow the backslash at `at`. */
function escapeLength(text: string, at: number): number {
  const kind = text[at + 1]
  if (kind === undefined) throw new Fault('EOF while parsing a string', text.length)
  if ('"\\/bfnrt'.includes(kind)) return 1
  if (kind === 'u' && /^[0-9a-fA-F]{4}/.test(text.slice(at + 2, at + 6))) return 5
  throw new Fault('invalid escape', at + 2)
}
