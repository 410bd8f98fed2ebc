import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { deriveId } from '../../../f/lib/ids.ts'
import { findBun } from '../../../services/windmill/src/index.ts'

const parts = ['run', 'turn/1', 0] as const

test('an id is that of its parts, and parts are told apart', () => {
  expect(deriveId(...parts)).toMatch(/^[0-9a-f]{32}$/)
  expect(deriveId(...parts)).toBe(deriveId(...parts))
  expect(deriveId('a', 'bc')).not.toBe(deriveId('ab', 'c'))
})

test('an id is the same in Bun, where jobs run', () => {
  const script = `import { deriveId } from './f/lib/ids.ts'; process.stdout.write(deriveId(...${JSON.stringify(parts)}))`
  expect(execFileSync(findBun(), ['-e', script], { encoding: 'utf8' })).toBe(deriveId(...parts))
})
