import { quoted } from '../text/values.ts'
import { type Kind, literal, type Recipe } from './recipe.ts'

interface Operation {
  name: string
  example: string
  vocabulary: string
  asks: RegExp
  description: string
  expression: string
  gives: Kind
  within?: string
  sample?: string
}

const SAMPLE = 'The quick brown fox'
const TEXT_WORDS = 'text texts string strings word sentence phrase of letter letters'

const OPERATIONS: Operation[] = [
  {
    name: 'reverse_text',
    example: 'Create a script that reverses "stressed"',
    vocabulary: 'reverse reverses reversal backwards backward',
    asks: /\brevers(?:e|es|ed|ing|al)\b|\bbackwards?\b/i,
    description: 'Reverses a text.',
    expression: "[...text].reverse().join('')",
    gives: 'text',
  },
  {
    name: 'uppercase_text',
    example: 'Write a script that uppercases a text',
    vocabulary: 'uppercase upper case uppercases capital capitals convert converts turn change shout',
    asks: /\bupper[\s-]?cas(?:e|es|ed|ing)\b|\bcapital letters\b|\bcapitals\b/i,
    description: 'Turns a text into upper case.',
    expression: 'text.toUpperCase()',
    gives: 'text',
  },
  {
    name: 'lowercase_text',
    example: 'Write a script that lowercases a text',
    vocabulary: 'lowercase lower case lowercases small convert converts turn change',
    asks: /\blower[\s-]?cas(?:e|es|ed|ing)\b/i,
    description: 'Turns a text into lower case.',
    expression: 'text.toLowerCase()',
    gives: 'text',
  },
  {
    name: 'count_words',
    example: 'Make a script that counts the words in "to be or not to be"',
    vocabulary: 'count counts counter counting words number many there are in',
    asks: /\b(?:count\w*|number of|how many)\b.*\bwords?\b|\bword\s+count\w*/i,
    description: 'Counts the words of a text.',
    expression: "text.split(/\\s+/).filter((word) => word !== '').length",
    gives: 'number',
  },
  {
    name: 'count_characters',
    example: 'Make a script that counts the characters of a text',
    vocabulary: 'count counts counter counting character characters length number many',
    asks: /\b(?:count\w*|number of|how many)\b.*\b(?:characters?|letters?)\b|\blength of\b.*\b(?:text|string|word)/i,
    description: 'Counts the characters of a text.',
    expression: '[...text].length',
    gives: 'number',
  },
  {
    name: 'is_palindrome',
    example: 'Create a script that checks whether "Never odd or even" is a palindrome',
    vocabulary: 'palindrome palindromes check checks whether test',
    asks: /\bpalindromes?\b/i,
    description: 'Whether a text reads the same backwards; only letters and digits count.',
    expression: `{ text, palindrome: letters(text).join('') === letters(text).reverse().join('') }`,
    gives: 'text',
    within: '.text',
    sample: 'Never odd or even',
  },
  {
    name: 'slugify_text',
    example: 'Write a script that slugifies "Hello World Again"',
    vocabulary: 'slug slugs slugify slugifies url convert',
    asks: /\bslugs?\b|\bslugif\w+/i,
    description: 'Turns a text into a slug for an address.',
    expression: "text.toLowerCase().replace(/[^\\p{L}\\d]+/gu, '-').replace(/^-|-$/g, '')",
    gives: 'text',
  },
]

const LETTERS = `
function letters(text: string): string[] {
  return text.toLowerCase().match(/[\\p{L}\\d]/gu) ?? []
}
`

/** Things done to a text. */
export const texts: Recipe[] = OPERATIONS.map((operation) => ({
  example: operation.example,
  vocabulary: `${operation.vocabulary} ${TEXT_WORDS}`,
  asks: operation.asks,
  write(task) {
    const text = quoted(task)[0] ?? lastWordAfterText(task) ?? operation.sample ?? SAMPLE
    const body = `export async function main(text = ${literal(text)}) {\n  return ${operation.expression}\n}\n`
    return {
      name: operation.name,
      description: operation.description,
      code: operation.expression.includes('letters(') ? body + LETTERS : body,
      parameter: 'text',
      takes: 'text',
      gives: operation.gives,
      ...(operation.within ? { within: operation.within } : {}),
    }
  },
}))

/** `banana` in "reverse the word banana". */
function lastWordAfterText(task: string): string | undefined {
  return /\b(?:the|a)\s+(?:word|text|string|phrase)\s+([\p{L}\d-]+)[.!?]?$/iu.exec(task.trim())?.[1]
}
