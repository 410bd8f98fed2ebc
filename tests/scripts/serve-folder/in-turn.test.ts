import { expect, test } from 'vitest'
import { inTurn } from '../../../scripts/serve-folder/in-turn.ts'
import { isWatched } from '../../../scripts/serve-folder/watch.ts'

/** Work that a test lets end, and a timer that it lets run out. */
function underTest() {
  let begun = 0
  let quiet = () => {}
  let end = () => {}
  const work = () => {
    begun++
    return new Promise<void>((resolve) => {
      end = resolve
    })
  }
  const later = (action: () => void) => {
    quiet = action
    return () => {
      quiet = () => {}
    }
  }
  const turns = inTurn(work, later)
  return { ...turns, begun: () => begun, quiet: () => quiet(), end: () => end() }
}

const settle = () => new Promise((resolve) => setImmediate(resolve))

test('many changes of one moment lead to one time', () => {
  const { changed, quiet, begun } = underTest()
  changed()
  changed()
  expect(begun()).toBe(0)
  quiet()
  expect(begun()).toBe(1)
})

test('changes that come while work is under way lead to one more time, after it', async () => {
  const { changed, quiet, begun, end } = underTest()
  for (let change = 0; change < 3; change++) {
    changed()
    quiet()
  }
  expect(begun()).toBe(1)
  end()
  await settle()
  expect(begun()).toBe(2)
  end()
  await settle()
  expect(begun()).toBe(2)
})

test('after a stop nothing begins, and it waits for what is under way', async () => {
  const { changed, quiet, begun, end, stop } = underTest()
  changed()
  quiet()
  let isStopped = false
  const stopping = stop().then(() => {
    isStopped = true
  })
  changed()
  quiet()
  await settle()
  expect([begun(), isStopped]).toEqual([1, false])
  end()
  await stopping
  expect(begun()).toBe(1)
})

test.for([
  ['f/a/b.ts', true],
  ['wmill.yaml', true],
  ['a.resource-type.yaml', true],
  ['wmill-lock.yaml', false],
  ['.git/index', false],
  ['.millwright/data/windmill.sqlite', false],
  ['f/a/x__raw_app/node_modules/react/index.js', false],
])('%s is watched: %s', ([path, watched]) => {
  expect(isWatched(path as string)).toBe(watched)
})
