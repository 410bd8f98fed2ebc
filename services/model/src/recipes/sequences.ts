import { numbers } from '../text/values.ts'
import type { Kind, Recipe } from './recipe.ts'

/** A script of one number, `n`. */
function ofNumber(name: string, n: number, description: string, body: string, gives: Kind) {
  return {
    name,
    description,
    code: `export async function main(n = ${n}) {\n${body}}\n`,
    parameter: 'n',
    takes: 'number' as const,
    gives,
  }
}

const NOT_NEGATIVE = "  if (!Number.isInteger(n) || n < 0) throw new Error('n must be a whole number, 0 or more')\n"

/** Fibonacci, factorial, primes, FizzBuzz. */
export const sequences: Recipe[] = [
  {
    example: 'Create a script for the first 10 Fibonacci numbers',
    vocabulary: 'fibonacci number numbers sequence series nth th up list',
    asks: /\bfibonacci\b/i,
    write(task) {
      const one = /\b\d*(?:st|nd|rd|th)\b/i.test(task.replace(/\bfirst\b/gi, ''))
      const n = numbers(task.replace(/(\d+)(?:st|nd|rd|th)\b/gi, '$1'))[0] ?? 10
      const series = `${NOT_NEGATIVE}  const series = [0, 1]
  while (series.length < n + 1) series.push(series.at(-1)! + series.at(-2)!)
`
      return one
        ? ofNumber(
            'fibonacci',
            n,
            'The n-th Fibonacci number, counted from 0.',
            `${series}  return series[n]\n`,
            'number',
          )
        : ofNumber(
            'fibonacci',
            n,
            'The first n Fibonacci numbers.',
            `${series}  return series.slice(0, n)\n`,
            'numbers',
          )
    },
  },
  {
    example: 'Write a script that computes the factorial of 5',
    vocabulary: 'factorial factorials number integer n',
    asks: /\bfactorials?\b/i,
    write: (task) =>
      ofNumber(
        'factorial',
        numbers(task)[0] ?? 5,
        'The factorial of n.',
        `${NOT_NEGATIVE}  let product = 1\n  for (let factor = 2; factor <= n; factor += 1) product *= factor\n  return product\n`,
        'number',
      ),
  },
  {
    example: 'Make a script that lists the primes up to 50',
    vocabulary: 'prime primes number numbers list up until below under',
    asks: /\bprimes?\b/i,
    write: (task) =>
      ofNumber(
        'list_primes',
        numbers(task)[0] ?? 50,
        'The prime numbers up to n.',
        `  const primes: number[] = []
  for (let candidate = 2; candidate <= n; candidate += 1)
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate)
  return primes
`,
        'numbers',
      ),
  },
  {
    example: 'Write a FizzBuzz script',
    vocabulary: 'fizzbuzz fizz buzz up number numbers',
    asks: /\bfizz[\s-]?buzz\b/i,
    write: (task) =>
      ofNumber(
        'fizzbuzz',
        numbers(task).at(-1) ?? 15,
        'FizzBuzz from 1 to n.',
        `  return Array.from({ length: n }, (_, index) => {
    const number = index + 1
    return (number % 3 ? '' : 'Fizz') + (number % 5 ? '' : 'Buzz') || String(number)
  })
`,
        'list',
      ),
  },
]
