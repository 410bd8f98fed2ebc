import { numbers } from '../text/values.ts'
import type { Recipe } from './recipe.ts'

/** Dice, coins, random numbers, uuids. */
export const chance: Recipe[] = [
  {
    example: 'Make a script that rolls two dice',
    vocabulary: 'roll rolls rolling dice die random throw throws sided sides with',
    asks: /\b(?:dice|(?:roll|throw)\w*\s+(?:a|one|the)?\s*die)\b/i,
    write(task) {
      const sides = Number(/(\d+)[\s-]*sided|\bd(\d+)\b/i.exec(task)?.slice(1).find(Boolean) ?? 6)
      const count = numbers(task.replace(/\d+[\s-]*sided/i, ' '))[0] ?? 1
      return {
        name: 'roll_dice',
        description: 'Rolls dice and adds them up.',
        code: `export async function main(count = ${count}, sides = ${sides}) {
  const rolls = Array.from({ length: count }, () => 1 + Math.floor(Math.random() * sides))
  return { rolls, total: rolls.reduce((total, roll) => total + roll, 0) }
}
`,
        parameter: 'count',
        takes: 'number',
        gives: 'number',
        within: '.total',
      }
    },
  },
  {
    example: 'Write a script that flips a coin',
    vocabulary: 'flip flips toss tosses coin heads tails random',
    asks: /\bcoin\b/i,
    write: () => ({
      name: 'flip_coin',
      description: 'Flips a coin.',
      code: "export async function main() {\n  return Math.random() < 0.5 ? 'heads' : 'tails'\n}\n",
      parameter: null,
      takes: 'nothing',
      gives: 'text',
    }),
  },
  {
    example: 'Write a script that returns a random number between 1 and 100',
    vocabulary: 'random number integer between from pick picks draw get',
    asks: /\brandom\b.*\b(?:number|integer)\b/i,
    write(task) {
      const [low = 1, high = 100] = numbers(task)
      return {
        name: 'random_number',
        description: 'A random whole number between two bounds, both included.',
        code: `export async function main(low = ${Math.min(low, high)}, high = ${Math.max(low, high)}) {
  return low + Math.floor(Math.random() * (high - low + 1))
}
`,
        parameter: null,
        takes: 'nothing',
        gives: 'number',
      }
    },
  },
  {
    example: 'Create a script that makes a UUID',
    vocabulary: 'uuid guid random unique id identifier',
    asks: /\b(?:uuid|guid)\b/i,
    write: () => ({
      name: 'make_uuid',
      description: 'A random UUID.',
      code: 'export async function main() {\n  return crypto.randomUUID()\n}\n',
      parameter: null,
      takes: 'nothing',
      gives: 'text',
    }),
  },
]
