import { numbers } from '../text/values.ts'
import { literal, type Recipe } from './recipe.ts'

interface Operation {
  name: string
  example: string
  vocabulary: string
  asks: RegExp
  operator: string
  what: string
  defaults: [number, number]
}

const OPERATIONS: Operation[] = [
  {
    name: 'add_numbers',
    example: 'Create a script that adds 2 and 3',
    vocabulary: 'add adds adding addition sum plus total number numbers integer integers together',
    asks: /\b(?:adds?|adding|addition|sums?|plus)\b.*(?:\d|numbers?|integers?)|\d\s*(?:\+|plus)\s*-?\d/i,
    operator: '+',
    what: 'Adds two numbers.',
    defaults: [2, 3],
  },
  {
    name: 'subtract_numbers',
    example: 'Write a script that subtracts 3 from 10',
    vocabulary: 'subtract subtraction minus difference number numbers integer',
    asks: /\b(?:subtracts?|subtracting|subtraction|minus|difference)\b|\d\s+-\s+\d/i,
    operator: '-',
    what: 'Subtracts the second number from the first.',
    defaults: [10, 3],
  },
  {
    name: 'multiply_numbers',
    example: 'Make a script that multiplies 6 by 7',
    vocabulary: 'multiply multiplies multiplying multiplication times product number numbers integer x',
    asks: /\b(?:multipl(?:y|ies|ying|ication)|product|times)\b|\d\s*[*×x]\s*-?\d/i,
    operator: '*',
    what: 'Multiplies two numbers.',
    defaults: [6, 7],
  },
  {
    name: 'divide_numbers',
    example: 'Write a script that divides 10 by 4',
    vocabulary: 'divide divides dividing division quotient over number numbers integer',
    asks: /\b(?:divid(?:e|es|ing|ed)|division|quotient)\b|\d\s*[/÷]\s*-?\d/i,
    operator: '/',
    what: 'Divides the first number by the second.',
    defaults: [10, 4],
  },
]

function recipeOf({ name, example, vocabulary, asks, operator, what, defaults }: Operation): Recipe {
  return {
    example,
    vocabulary,
    asks,
    write(task) {
      const found = operandsIn(task)
      if (found.length > 2 && (operator === '+' || operator === '*')) return overList(name, operator, what, found)
      // A single number is the one to calculate with: "multiply it by 10".
      let [a, b] = found.length === 2 ? (found as [number, number]) : [defaults[0], found[0] ?? defaults[1]]
      if (/\bsubtract\w*\b.*\bfrom\b/i.test(task)) [a, b] = found.length === 2 ? [b, a] : [a, b]
      const guard = operator === '/' ? "  if (b === 0) throw new Error('cannot divide by zero')\n" : ''
      return {
        name,
        description: what,
        code: `export async function main(a = ${a}, b = ${b}) {\n${guard}  return a ${operator} b\n}\n`,
        parameter: 'a',
        takes: 'number',
        gives: 'number',
      }
    },
  }
}

/** The numbers to calculate with: "two numbers" is none of them. */
function operandsIn(task: string): number[] {
  return numbers(task.replace(/\b(?:two|three|2|3)\s+(?:\w+\s+)?(?:numbers?|integers?)\b/gi, ' '))
}

function overList(name: string, operator: string, what: string, values: number[]) {
  const start = operator === '+' ? 0 : 1
  return {
    name,
    description: what.replace('two numbers', 'all numbers of a list'),
    code: `export async function main(numbers: number[] = ${literal(values)}) {
  return numbers.reduce((result, number) => result ${operator} number, ${start})
}
`,
    parameter: 'numbers',
    takes: 'numbers' as const,
    gives: 'number' as const,
  }
}

/** The four operations. */
export const arithmetic: Recipe[] = OPERATIONS.map(recipeOf)
