import { sentences } from './words.ts'

/** Something that the user said about themselves. */
export interface Fact {
  /** What it is about: `name`, `likes`, `lives in`, `favourite tea` … in lower case. */
  key: string
  value: string
  /** The same as a sentence: `The user's name is Ada.` */
  statement: string
}

type Pattern = [pattern: RegExp, key: string | ((match: string[]) => string)]

/** What people say of themselves. In each, the last group is the value. The first that fits a clause wins. */
const FIRST_PERSON: Pattern[] = [
  [/^(?:hi|hello|hey)?[,! ]*(?:i'm|i am) called (.+)$/i, 'name'],
  [/\b(?:please )?call me (.+)$/i, 'name'],
  [/\bmy (?:full |first )?name is (.+)$/i, 'name'],
  [/\bmy ([\p{L}\d ]{2,40}?) (?:is|are) (.+)$/iu, (match) => match[1]!.toLowerCase()],
  [/\bi (?:really |also |now )?(?:like|love|enjoy|prefer) (.+)$/i, 'likes'],
  [/\bi (?:really |also )?(?:hate|dislike|don't like|do not like) (.+)$/i, 'dislikes'],
  [/\bi (?:now |currently )?live in (.+)$/i, 'lives in'],
  [/\bi (?:moved|have moved) to (.+)$/i, 'lives in'],
  [/\bi (?:now |currently )?work (at|as|for|in) (.+)$/i, (match) => `works ${match[1]!.toLowerCase()}`],
  [/\b(?:i'm|i am) (\d{1,3})(?: years old)?$/i, 'age'],
  [/\b(?:i'm|i am) from (.+)$/i, 'is from'],
  [/\b(?:i'm|i am) (allergic to .+)$/i, 'is'],
  [/\b(?:i'm|i am) (an? .+)$/i, 'is'],
  [/\bi have (.+)$/i, 'has'],
]

/** What memory lines say of the user. */
const THIRD_PERSON: Pattern[] = [
  [/\buser'?s? (?:full |first )?name is (.+)$/i, 'name'],
  [/\buser is called (.+)$/i, 'name'],
  [/\buser's ([\p{L}\d ]{2,40}?) (?:is|are) (.+)$/iu, (match) => match[1]!.toLowerCase()],
  [/\buser is (\d{1,3})(?: years old)?$/i, 'age'],
  [/\buser (?:likes|loves|enjoys|prefers) (.+)$/i, 'likes'],
  [/\buser (?:dislikes|hates) (.+)$/i, 'dislikes'],
  [/\buser (lives in|works (?:at|as|for|in)|is from|is|has) (.+)$/i, (match) => match[1]!.toLowerCase()],
  [/^[-*\s]*(?:user[ _])?([\p{L}_ ]{2,40}?)\s*[:=]\s*(.+)$/iu, (match) => match[1]!.toLowerCase().replaceAll('_', ' ')],
]

/** The facts that the user states in a text, in order. Questions state nothing. */
export function statedFacts(text: string): Fact[] {
  return sentences(text)
    .filter((sentence) => !sentence.endsWith('?'))
    .flatMap((sentence) => sentence.split(/[;,]?\s+(?:and|but)\s+(?=(?:i|i'm|my)\b)|;\s*|,\s+(?=(?:i|i'm|my)\b)/i))
    .flatMap((clause) => matchFact(clause, FIRST_PERSON))
}

/** The facts that lines of memory in a system prompt state: `The user's name is Ada`, `- name: Ada`. */
export function rememberedFacts(system: string): Fact[] {
  return sentences(system).flatMap((line) => matchFact(line, THIRD_PERSON))
}

function matchFact(clause: string, patterns: Pattern[]): Fact[] {
  for (const [pattern, key] of patterns) {
    const match = pattern.exec(clause.replace(/[.!\s]+$/, ''))
    const value = match?.at(-1)?.trim()
    if (match && value) return [makeFact(typeof key === 'string' ? key : key(match), value)]
  }
  return []
}

function makeFact(key: string, value: string): Fact {
  if (key === 'age') return { key, value, statement: `The user is ${value} years old.` }
  if (/^(likes|dislikes|lives in|works \w+|is|is from|has)$/.test(key))
    return { key, value, statement: `The user ${key} ${value}.` }
  return { key, value, statement: `The user's ${key} is ${value}.` }
}
