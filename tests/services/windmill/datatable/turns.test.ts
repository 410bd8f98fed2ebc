import { expect, it } from 'vitest'
import { createTurns } from '../../../../services/windmill/src/datatable/turns.ts'

/** Work that ends when it is told to; `log` says what has begun. */
function createWork() {
  const log: string[] = []
  const ends = new Map<string, () => void>()
  const work = (name: string) => () =>
    new Promise<string>((resolve) => {
      log.push(name)
      ends.set(name, () => resolve(name))
    })
  const end = async (name: string) => {
    ends.get(name)!()
    await new Promise(setImmediate)
  }
  return { log, work, end }
}

it('lets two work side by side, and a third when one of them has ended', async () => {
  const { log, work, end } = createWork()
  const turns = createTurns()
  const [a] = ['a', 'b', 'c'].map((name) => turns.beside(work(name)))
  expect(log).toEqual(['a', 'b'])
  await end('a')
  expect(await a).toBe('a')
  expect(log).toEqual(['a', 'b', 'c'])
})

it('lets who is to be alone wait for all who came before, and all who came after wait for them', async () => {
  const { log, work, end } = createWork()
  const turns = createTurns()
  for (const name of ['a', 'b']) void turns.beside(work(name))
  void turns.alone(work('alone'))
  for (const name of ['c', 'd']) void turns.beside(work(name))
  await end('b')
  expect(log).toEqual(['a', 'b'])
  await end('a')
  expect(log).toEqual(['a', 'b', 'alone'])
  await end('alone')
  expect(log).toEqual(['a', 'b', 'alone', 'c', 'd'])
})

it('goes on after work that failed, and tells of the failure', async () => {
  const turns = createTurns()
  const failing = turns.alone(() => Promise.reject(new Error('broken')))
  const next = turns.alone(async () => 'well')
  await expect(failing).rejects.toThrow('broken')
  expect(await next).toBe('well')
})
