import { expect, test } from 'vitest'
import { type Check, diagnose, firstCause, report, type Verdict } from '../../../scripts/doctor/diagnose.ts'

const check = (name: string, verdict: Verdict, ...needs: string[]): Check => ({ name, needs, look: () => verdict })
const fine: Verdict = { state: 'fine', told: 'fine' }
const broken: Verdict = { state: 'broken', told: 'it is off', fix: 'Turn it on' }

const states = async (...checks: Check[]) =>
  (await diagnose(checks)).map(({ name, verdict }) => `${name} ${verdict.state}`)

test('checks are done in their order', async () => {
  const seen: string[] = []
  const look = (name: string) => () => {
    seen.push(name)
    return fine
  }
  await diagnose(['a', 'b', 'c'].map((name) => ({ name, needs: [], look: look(name) })))
  expect(seen).toEqual(['a', 'b', 'c'])
})

test('what needs something that is broken is skipped, and so is what needs that', async () => {
  const all = [check('a', broken), check('b', fine, 'a'), check('c', fine, 'b'), check('d', fine)]
  expect(await states(...all)).toEqual(['a broken', 'b skipped', 'c skipped', 'd fine'])
})

test('what needs something that is absent is skipped, and a note is as good as fine', async () => {
  const absent: Verdict = { state: 'absent', told: 'none' }
  const note: Verdict = { state: 'note', told: 'slow' }
  expect(await states(check('a', absent), check('b', fine, 'a'))).toEqual(['a absent', 'b skipped'])
  expect(await states(check('a', note), check('b', fine, 'a'))).toEqual(['a note', 'b fine'])
})

test('the first that is broken is the cause', async () => {
  const findings = await diagnose([check('a', fine), check('b', broken), check('c', broken)])
  expect(firstCause(findings)?.name).toBe('b')
  expect(report(findings).slice(-2)).toEqual(['First cause: b: it is off', 'What to do:  Turn it on'])
})

test('a look that throws is broken, and the others go on', async () => {
  const throws = () => {
    throw new Error('no such thing')
  }
  const findings = await diagnose([{ name: 'a', needs: [], look: throws }, check('b', fine)])
  expect(findings[0]!.verdict).toMatchObject({ state: 'broken', told: 'no such thing' })
  expect(findings[1]!.verdict).toEqual(fine)
})

test('a report has a line for each, and says so when nothing is wrong', async () => {
  const note: Verdict = { state: 'note', told: 'could be better' }
  const skipped = check('c', fine, 'b')
  const findings = await diagnose([
    check('long name', fine),
    check('a', note),
    check('b', { state: 'absent', told: 'none' }),
    skipped,
  ])
  expect(report(findings)).toEqual([
    'ok    long name  fine',
    'note  a          could be better',
    '-     b          none',
    '-     c          needs: b',
    '',
    'Nothing is wrong.',
  ])
})
