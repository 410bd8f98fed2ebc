import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { RECIPES, type Script, writeScript } from '../../../services/model/src/recipes/index.ts'
import { ask, callsOf, WINDMILL } from './kit.ts'

let folder: string
let page: Server
let address: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'recipes-'))
  page = createServer((request, response) => {
    response.statusCode = request.url === '/missing' ? 404 : 200
    response.end('one two three')
  })
  await new Promise<void>((resolve) => page.listen(0, '127.0.0.1', resolve))
  address = `http://127.0.0.1:${(page.address() as AddressInfo).port}`
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await new Promise((resolve) => page.close(resolve))
})

/** Runs TypeScript in Bun and returns what it prints, as JSON. */
async function bun(file: string, source: string): Promise<unknown> {
  const path = join(folder, file)
  writeFileSync(path, source)
  const { stdout } = await promisify(execFile)('node_modules/.bin/bun', ['run', path])
  return JSON.parse(stdout)
}

/** What each script's main returns without arguments, all run in one Bun. */
async function run(scripts: Script[]): Promise<unknown[]> {
  for (const [at, script] of scripts.entries()) writeFileSync(join(folder, `script_${at}.ts`), script.code)
  const calls = scripts.map((_, at) => `(await import('./script_${at}.ts')).main()`)
  const source = `const results = await Promise.all([${calls.join(', ')}])\nconsole.log(JSON.stringify(results))`
  return (await bun('run.ts', source)) as unknown[]
}

/** A task, the name of the script that it gets, and what that script returns in Bun. */
const TASKS: [task: string, name: string, result: unknown][] = [
  ['Create a simple hello world script', 'hello_world', 'Hello, world!'],
  ['Write a script that greets Ada', 'greet', 'Hello, Ada!'],
  ['Say hello to \'Łukasz "the" Great\'', 'greet', 'Hello, Łukasz "the" Great!'],
  ['Create a script that sorts the numbers 5, 3 and 8', 'sort_numbers', [3, 5, 8]],
  ['sort 5, 30 and 8 in descending order', 'sort_numbers', [30, 8, 5]],
  ['Write a script that finds the largest of 4, 9 and 2', 'largest_number', 9],
  ['Write a script that finds the smallest of 4, 9 and 2', 'smallest_number', 2],
  ['Make a script that computes the average of 2, 4 and 9', 'average_numbers', 5],
  ['Make a script that sums a list of numbers', 'sum_numbers', 17],
  ['Write a script that lists the numbers from 1 to 5', 'list_numbers', [1, 2, 3, 4, 5]],
  ['Create a script that adds 2 and 3', 'add_numbers', 5],
  ['What is 2 + 40?', 'add_numbers', 42],
  ['add 1, 2 and 3.5', 'add_numbers', 6.5],
  ['Write a function to add two numbers', 'add_numbers', 5],
  ['Write a script that subtracts 3 from 10', 'subtract_numbers', 7],
  ['Make a script that multiplies 6 by 7', 'multiply_numbers', 42],
  ['Write a script that divides 10 by 4', 'divide_numbers', 2.5],
  ['Create a script for the first 10 Fibonacci numbers', 'fibonacci', [0, 1, 1, 2, 3, 5, 8, 13, 21, 34]],
  ['the 12th fibonacci number', 'fibonacci', 144],
  ['Write a script that computes the factorial of 5', 'factorial', 120],
  [
    'Make a script that lists the primes up to 50',
    'list_primes',
    [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47],
  ],
  ['Write a FizzBuzz script', 'fizzbuzz', expect.arrayContaining(['1', 'Fizz', 'Buzz', 'FizzBuzz'])],
  ['Create a script that reverses "stressed"', 'reverse_text', 'desserts'],
  ['reverse the word banana', 'reverse_text', 'ananab'],
  ['Write a script that uppercases a text', 'uppercase_text', 'THE QUICK BROWN FOX'],
  ['convert "Ada" to upper case', 'uppercase_text', 'ADA'],
  ['Write a script that lowercases a text', 'lowercase_text', 'the quick brown fox'],
  ['Make a script that counts the words in "to be or not to be"', 'count_words', 6],
  ['Make a script that counts the characters of a text', 'count_characters', 19],
  [
    'Create a script that checks whether "Never odd or even" is a palindrome',
    'is_palindrome',
    { text: 'Never odd or even', palindrome: true },
  ],
  ['Write a script that slugifies "Hello World Again"', 'slugify_text', 'hello-world-again'],
  ['Create a script that returns the current time', 'current_time', expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/)],
  ["get today's date", 'current_date', expect.stringMatching(/^\d{4}-\d\d-\d\d$/)],
  [
    'Make a script that rolls two dice',
    'roll_dice',
    { rolls: [expect.any(Number), expect.any(Number)], total: expect.any(Number) },
  ],
  ['Write a script that flips a coin', 'flip_coin', expect.stringMatching(/^(heads|tails)$/)],
  ['Write a script that returns a random number between 1 and 100', 'random_number', expect.any(Number)],
  ['Create a script that makes a UUID', 'make_uuid', expect.stringMatching(/^[\da-f-]{36}$/)],
  ['Create a script that converts 20 celsius to fahrenheit', 'celsius_to_fahrenheit', 68],
  ['Create a script that converts 68 fahrenheit to celsius', 'fahrenheit_to_celsius', 20],
  ['Create a script that converts 10 kilometres to miles', 'kilometres_to_miles', 10 / 1.609344],
  ['Create a script that converts 10 miles to kilometres', 'miles_to_kilometres', 16.09344],
]

test('every script does in Bun what its task asks for', async () => {
  const scripts = TASKS.map(([task]) => writeScript(task))
  expect(scripts.map((script, at) => script?.name ?? `nothing for ${TASKS[at]![0]}`)).toEqual(
    TASKS.map(([, name]) => name),
  )
  const results = await run(scripts as Script[])
  expect(TASKS.map(([task], at) => [task, results[at]])).toEqual(TASKS.map(([task, , result]) => [task, result]))
})

test('scripts that fetch answer with what the address says', async () => {
  const tasks = [`check the status of ${address}/missing`, `Write a script that fetches ${address}/page`]
  expect(await run(tasks.map((task) => writeScript(task)!))).toEqual([
    { url: `${address}/missing`, status: 404, ok: false },
    'one two three',
  ])
})

test('every recipe is shown by its own example, and tried above', () => {
  const tried = new Set(TASKS.map(([task]) => task))
  for (const recipe of RECIPES) {
    expect(writeScript(recipe.example)?.name, recipe.example).toBe(recipe.write(recipe.example).name)
    expect(tried.has(recipe.example) || recipe.example.includes('https://'), recipe.example).toBe(true)
  }
})

test.each([
  'Create a script that sends an email to greet new customers',
  'Write a script that multiplies 3 by 4 and stores the result in a database',
  'Create a script that posts a tweet',
  'reverse engineer the protocol of my printer',
  'make a script that deploys my website',
  'write a poem',
  '',
])('nothing is written for %j, of which no recipe does all', (task) => {
  expect(writeScript(task)).toBeUndefined()
})

interface Step {
  id: string
  code: string
  input_transforms: Record<string, { expr: string }>
}

/** Runs the steps of a flow in Bun, each with its inputs evaluated over the results so far. */
async function runFlow(task: string): Promise<unknown> {
  const steps = callsOf(ask(task, { tools: WINDMILL }))[0]!.arguments.steps as unknown as Step[]
  const lines = steps.map((step, at) => {
    writeFileSync(join(folder, `step_${at}.ts`), step.code)
    // Each recipe of these flows takes what it is handed as its first parameter.
    const inputs = Object.values(step.input_transforms).map(({ expr }) => expr)
    return `results.${step.id} = await (await import('./step_${at}.ts')).main(${inputs.join(', ')})`
  })
  const last = steps.at(-1)!.id
  return bun('flow.ts', `const results: any = {}\n${lines.join('\n')}\nconsole.log(JSON.stringify(results.${last}))`)
}

test('the steps of a flow hand on what they make', async () => {
  expect(await runFlow(`Create a flow that fetches ${address}/page, then counts the words`)).toBe(3)
  expect(await runFlow('create a flow that greets Ada and then uppercases it')).toBe('HELLO, ADA!')
  expect(
    await runFlow('build a flow: 1. list the numbers from 1 to 4 2. compute the average 3. multiply it by 10'),
  ).toBe(25)
  expect(await runFlow('create a flow with three steps')).toEqual(['step 1', 'step 2', 'step 3'])
})
