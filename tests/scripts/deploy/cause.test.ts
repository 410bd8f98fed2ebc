import { expect, test } from 'vitest'
import { causeOf } from '../../../scripts/deploy/cause.ts'

test('of a refused request it is the item and the server’s words', () => {
  const said = `Creating new schedule: f/sample/nightly
ApiError: Bad Request
    at catchErrorCodes (file:///main.js:12:11) {
  url: 'http://127.0.0.1:44601/api/w/a/schedules/create',
  status: 400,
  body: 'Bad request: Invalid cron expression "every day"',
  request: {
    method: 'POST',
    url: '/w/{workspace}/schedules/create',
    path: { workspace: 'a' },
    body: {
      path: 'f/sample/nightly',
      schedule: 'every day'
    },
  }
}

Node.js v20.20.2`
  expect(causeOf(said)).toBe('f/sample/nightly: Bad request: Invalid cron expression "every day"')
})

test('quotes of the server are taken as they were', () => {
  expect(causeOf(`body: 'it\\'s wrong\\nand more',`)).toBe("it's wrong")
  expect(causeOf(`body: "it's wrong",`)).toBe("it's wrong")
})

test('of a file that is not YAML it is the file', () => {
  const said = "EEXIST: file already exists, open 'f/sample/greet.script.yaml'"
  expect(causeOf(said)).toBe('f/sample/greet.script.yaml: it is not valid YAML')
})

test('else it is the error, without its stack', () => {
  const said = `npm notice New version of npm\nfile:///main.js:3\n      throw new Error("x")\n\nError: npm install failed with exit code 1\n    at ensure (file:///main.js:3)\n\nNode.js v20.20.2\n`
  expect(causeOf(said)).toBe('npm install failed with exit code 1')
})

test('else it is the last line, and when nothing was said that is said', () => {
  expect(causeOf('one\nsomething is wrong\n\n')).toBe('something is wrong')
  expect(causeOf(' \n')).toBe('wmill gave no reason')
})
