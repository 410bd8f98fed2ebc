import { numbers } from '../text/values.ts'
import type { Recipe } from './recipe.ts'

/** name, from, to, what is read in the task, the formula, a sample, other spellings of the units */
type Conversion = [name: string, from: string, to: string, asks: RegExp, formula: string, sample: number, units: string]

const CONVERSIONS: Conversion[] = [
  [
    'celsius_to_fahrenheit',
    'celsius',
    'degrees Fahrenheit',
    /\b(?:celsius|°?c)\b.*\b(?:fahrenheit|°?f)\b/i,
    '(celsius * 9) / 5 + 32',
    20,
    'celsius fahrenheit c f',
  ],
  [
    'fahrenheit_to_celsius',
    'fahrenheit',
    'degrees Celsius',
    /\b(?:fahrenheit|°?f)\b.*\b(?:celsius|°?c)\b/i,
    '((fahrenheit - 32) * 5) / 9',
    68,
    'celsius fahrenheit c f',
  ],
  [
    'kilometres_to_miles',
    'kilometres',
    'miles',
    /\b(?:kilomet(?:re|er)s?|km)\b.*\bmiles?\b/i,
    'kilometres / 1.609344',
    10,
    'kilometre kilometres kilometer kilometers km mile miles',
  ],
  [
    'miles_to_kilometres',
    'miles',
    'kilometres',
    /\bmiles?\b.*\b(?:kilomet(?:re|er)s?|km)\b/i,
    'miles * 1.609344',
    10,
    'kilometre kilometres kilometer kilometers km mile miles',
  ],
]

/** One unit turned into another. */
export const conversions: Recipe[] = CONVERSIONS.map(([name, from, to, asks, formula, sample, units]) => ({
  example: `Create a script that converts ${sample} ${name.replaceAll('_', ' ')}`,
  vocabulary: `${units} convert converts converting conversion converter turn degree degrees temperature distance`,
  asks,
  write: (task) => ({
    name,
    description: `Converts ${from} to ${to}.`,
    code: `export async function main(${from} = ${numbers(task)[0] ?? sample}) {\n  return ${formula}\n}\n`,
    parameter: from,
    takes: 'number',
    gives: 'number',
  }),
}))
