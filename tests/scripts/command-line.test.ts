/** What a command says to options that it has not, and to `--help`. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { portNumber } from '../../services/command-line.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const run = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/run.mjs', ...args], { cwd: ROOT })
  return { status, printed: String(stdout), complained: String(stderr).trim() }
}

describe.each([
  ['start', 'npm start'],
  ['ask', 'npm run ask'],
  ['doctor', 'npm run doctor'],
  ['generate', 'npm run generate'],
  ['lint-windmill', 'npm run lint:windmill'],
  ['deploy', 'npm run deploy'],
  ['bench', 'npm run bench'],
  ['windmill', 'npm run windmill'],
  ['hub', 'npm run hub'],
  ['model', 'npm run model'],
])('%s', (name, command) => {
  test('says in one line that it has no such option, and how to see those that it has', () => {
    expect(run(name, '--bogus')).toEqual({
      status: 1,
      printed: '',
      complained: `Unknown option '--bogus'. What there is: ${command} -- --help`,
    })
  })

  test('prints how it is used, and does nothing else', () => {
    const { status, printed, complained } = run(name, '--help')
    expect([status, complained]).toEqual([0, ''])
    expect(printed.startsWith(`${command} -- `)).toBe(true)
  })
})

test('the package’s own command says how npx is asked', () => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/millwright-windmill.mjs', '--bogus'], { cwd: ROOT })
  expect([status, String(stderr)]).toEqual([
    1,
    "Unknown option '--bogus'. What there is: npx millwright-windmill --help\n",
  ])
})

test('a command that there is not is said', () => {
  expect(run('deplyo')).toEqual({
    status: 1,
    printed: '',
    complained: 'There is no command deplyo. README.md has those that there are.',
  })
})

test('the doctor refuses a port that is none', () => {
  expect(run('doctor', '--port', 'abc').complained).toBe('--port takes a whole number from 0 to 65535, not "abc".')
})

test('a task of nothing but spaces is none', () => {
  const { status, complained } = run('ask', '  ', ' ')
  expect(status).toBe(2)
  expect(complained).toContain('Say what is to be done: npm run ask -- "')
})

test.each([
  ['--workers', '0', '--workers takes a whole number from 1 to 65535, not "0".'],
  ['--workers', '', '--workers takes a whole number from 1 to 65535, not "".'],
  ['--max-body', '1.5', '--max-body takes a whole number from 1 to 65535, not "1.5".'],
  ['--port', 'http', '--port takes a whole number from 0 to 65535, not "http".'],
])('the embedded Windmill refuses %s "%s"', (option, value, expected) => {
  expect(run('windmill', '--memory', option, value)).toEqual({ status: 1, printed: '', complained: expected })
})

test.each(['hub', 'model'])('the %s refuses a port that is none', (name) => {
  const complained = '--port takes a whole number from 0 to 65535, not "65536".'
  expect(run(name, '--port', '65536')).toEqual({ status: 1, printed: '', complained })
})

test('the lint refuses a folder that is no repository of Windmill', () => {
  const { status, complained } = run('lint-windmill', '--dir', '/nowhere')
  expect([status, complained]).toEqual([
    1,
    '/nowhere has no wmill.yaml. Give the folder of a Windmill repository: --dir PATH.',
  ])
})

test.each(['', ' ', '1.5', '-1', '65536', 'http'])('"%s" is no port', (text) => {
  expect(() => portNumber(text)).toThrow(`not "${text}"`)
})
