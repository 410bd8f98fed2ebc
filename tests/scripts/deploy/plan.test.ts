import { describe, expect, test } from 'vitest'
import { describePlan, type PushReport, sortChanges } from '../../../scripts/deploy/plan.ts'

const report = (changes: Record<string, PushReport['changes'][number]['type']>): PushReport => ({
  changes: Object.entries(changes).map(([path, type]) => ({ type, path })),
})

describe('what a push would delete', () => {
  const gone = report({
    'f/a/ours.ts': 'deleted',
    'f/a/theirs.ts': 'deleted',
    'f/a/theirs.script.yaml': 'deleted',
    'f/a/theirs_too.ts': 'deleted',
    'f/a/theirs__flow/flow.yaml': 'deleted',
    'their.resource-type.yaml': 'deleted',
  })

  test('is deleted when an earlier deploy put it there, and kept otherwise', () => {
    const { deleted, kept } = sortChanges(gone, { files: ['f/a/ours.ts'], pending: [] })
    expect(deleted).toEqual(['f/a/ours.ts'])
    expect(kept).toHaveLength(5)
  })

  test('is deleted when it is named, as a file or as an item with all its files', () => {
    const named = (name: string) => sortChanges(gone, { files: [], pending: [] }, [name]).deleted
    expect(named('f/a/theirs.ts')).toEqual(['f/a/theirs.ts'])
    expect(named('f/a/theirs')).toEqual(['f/a/theirs.ts', 'f/a/theirs.script.yaml', 'f/a/theirs__flow/flow.yaml'])
    expect(named('their')).toEqual(['their.resource-type.yaml'])
  })

  test.for(['f/a', 'f', '', 'f/a/the', 'f/a/other'])('is not deleted by the name "%s"', (name) => {
    expect(() => sortChanges(gone, { files: [], pending: [] }, [name])).toThrow(
      `--delete ${name} names nothing that is in the workspace and not in the repository.`,
    )
  })
})

describe('after a deploy that was cut short', () => {
  test('a file that it was to add, and that is there now, is its own', () => {
    const manifest = { files: ['f/a/old.ts'], pending: ['f/a/done.ts', 'f/a/not_done.ts', 'f/a/gone_since.ts'] }
    const { own, deleted } = sortChanges(
      report({ 'f/a/not_done.ts': 'added', 'f/a/gone_since.ts': 'deleted' }),
      manifest,
    )
    expect(own).toEqual(['f/a/old.ts', 'f/a/done.ts', 'f/a/gone_since.ts'])
    expect(deleted).toEqual(['f/a/gone_since.ts'])
  })
})

test('a plan is shown line by line', () => {
  const changes = report({ 'f/a/b.ts': 'added', 'f/a/c.ts': 'edited', 'f/a/d.ts': 'deleted', 'f/a/e.ts': 'deleted' })
  expect(describePlan(sortChanges(changes, { files: ['f/a/d.ts'], pending: [] }))).toEqual([
    '+ f/a/b.ts',
    '~ f/a/c.ts',
    '- f/a/d.ts',
    '  f/a/e.ts (not from this repository: kept)',
  ])
})
