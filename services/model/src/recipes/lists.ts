import { numbers } from '../text/values.ts'
import { type Kind, literal, type Recipe } from './recipe.ts'

interface Operation {
  name: string
  example: string
  vocabulary: string
  asks: RegExp
  description: string
  expression: string
  gives: Kind
}

const SAMPLE = [5, 3, 8, 1]
const LIST_WORDS = 'list array number numbers integers of values'

const OPERATIONS: Operation[] = [
  {
    name: 'sort_numbers',
    example: 'Create a script that sorts the numbers 5, 3 and 8',
    vocabulary: 'sort sorts sorting order ascending descending',
    asks: /\bsort(?:s|ed|ing)?\b/i,
    description: 'Sorts numbers.',
    expression: '[...numbers].sort((a, b) => a - b)',
    gives: 'numbers',
  },
  {
    name: 'largest_number',
    example: 'Write a script that finds the largest of 4, 9 and 2',
    vocabulary: 'largest biggest greatest maximum max highest',
    asks: /\b(?:largest|biggest|greatest|maximum|max|highest)\b/i,
    description: 'The largest of some numbers.',
    expression: 'Math.max(...numbers)',
    gives: 'number',
  },
  {
    name: 'smallest_number',
    example: 'Write a script that finds the smallest of 4, 9 and 2',
    vocabulary: 'smallest least minimum min lowest',
    asks: /\b(?:smallest|minimum|min|lowest)\b/i,
    description: 'The smallest of some numbers.',
    expression: 'Math.min(...numbers)',
    gives: 'number',
  },
  {
    name: 'average_numbers',
    example: 'Make a script that computes the average of 2, 4 and 9',
    vocabulary: 'average averages mean',
    asks: /\b(?:average|averages|mean)\b/i,
    description: 'The average of some numbers.',
    expression: 'numbers.reduce((total, number) => total + number, 0) / numbers.length',
    gives: 'number',
  },
  {
    name: 'sum_numbers',
    example: 'Make a script that sums a list of numbers',
    vocabulary: 'sum sums add adds total up',
    asks: /\b(?:sums?|adds?|total)\b.*\b(?:list|array)\b/i,
    description: 'Adds up the numbers of a list.',
    expression: 'numbers.reduce((total, number) => total + number, 0)',
    gives: 'number',
  },
]

const operations: Recipe[] = OPERATIONS.map((operation) => ({
  example: operation.example,
  vocabulary: `${operation.vocabulary} ${LIST_WORDS}`,
  asks: operation.asks,
  write(task) {
    const found = numbers(task.replace(/\b(?:two|three|four|five|2|3|4|5)\s+numbers\b/gi, ' '))
    const descending = operation.name === 'sort_numbers' && /\bdescending\b/i.test(task)
    return {
      name: operation.name,
      description: operation.description,
      code: `export async function main(numbers: number[] = ${literal(found.length > 1 ? found : SAMPLE)}) {
  return ${descending ? operation.expression.replace('a - b', 'b - a') : operation.expression}
}
`,
      parameter: 'numbers',
      takes: 'numbers',
      gives: operation.gives,
    }
  },
}))

const countUp: Recipe = {
  example: 'Write a script that lists the numbers from 1 to 5',
  vocabulary: 'list lists count counts number numbers from to up range between',
  asks: /\b(?:lists?|range|counts?)\b.*\b(?:from|between|to)\b.*\d/i,
  write(task) {
    const found = numbers(task)
    const [from, to] = found.length > 1 ? found : [1, found[0] ?? 10]
    return {
      name: 'list_numbers',
      description: 'The whole numbers from one bound to the other, both included.',
      code: `export async function main(from = ${from}, to = ${to}) {
  return Array.from({ length: Math.max(to - from + 1, 0) }, (_, index) => from + index)
}
`,
      parameter: 'to',
      takes: 'number',
      gives: 'numbers',
    }
  },
}

/** Things done to a list of numbers. */
export const lists: Recipe[] = [...operations, countUp]
