import { describe, expect, test } from 'vitest'
import { grants, type Needed, parseScope } from '../../../../services/windmill/src/auth/scopes.ts'

const granted = (scope: string, needed: Needed) => grants(parseScope(scope)!, needed)

describe('a scope', () => {
  test.each([
    ['variables:read', { domain: 'variables', action: 'read' }],
    ['scripts:delete', { domain: 'scripts', action: 'write' }],
    ['jobs:run', { domain: 'jobs', action: 'run' }],
    ['jobs:run:flows', { domain: 'jobs', action: 'run', kind: 'flows' }],
    ['jobs:run:scripts:f/a/b,f/c/*', { domain: 'jobs', action: 'run', kind: 'scripts', paths: ['f/a/b', 'f/c/*'] }],
    ['scripts:write:f/a/*', { domain: 'scripts', action: 'write', paths: ['f/a/*'] }],
  ])('%s is read as it is meant', (text, scope) => {
    expect(parseScope(text)).toEqual(scope)
  })

  test.each(['', 'variables', 'variables:look', 'mcp:all', 'jobs:run:apps', 'jobs:run:scripts:a:b', 'a:read:b:c'])(
    '"%s" is none',
    (text) => {
      expect(parseScope(text)).toBeUndefined()
    },
  )

  test('covers its own domain and action, and reading where it allows writing', () => {
    expect(granted('variables:read', { domain: 'variables', action: 'read' })).toBe(true)
    expect(granted('variables:write', { domain: 'variables', action: 'read' })).toBe(true)
    expect(granted('variables:read', { domain: 'variables', action: 'write' })).toBe(false)
    expect(granted('variables:write', { domain: 'resources', action: 'read' })).toBe(false)
  })

  test('with paths covers these and what is below a star, and nothing where no path is named', () => {
    const at = (path?: string): Needed => ({ domain: 'scripts', action: 'read', path })
    expect(granted('scripts:read:f/a/b', at('f/a/b'))).toBe(true)
    expect(granted('scripts:read:f/a/b', at('f/a/bc'))).toBe(false)
    expect(granted('scripts:read:f/a/*', at('f/a/b/c'))).toBe(true)
    expect(granted('scripts:read:f/a/*', at('f/ab/c'))).toBe(false)
    expect(granted('scripts:read:f/a/*', at(undefined))).toBe(false)
    expect(granted('scripts:read:*', at('u/x/y'))).toBe(true)
  })

  test('for running does not mix scripts and flows, nor lets write stand for run', () => {
    const run: Needed = { domain: 'jobs', action: 'run', kind: 'scripts', path: 'f/a/b' }
    expect(granted('jobs:run:scripts:f/a/b', run)).toBe(true)
    expect(granted('jobs:run:flows:f/a/b', run)).toBe(false)
    expect(granted('jobs:run', run)).toBe(true)
    expect(granted('jobs:write', run)).toBe(false)
    expect(granted('apps:write', { domain: 'apps', action: 'run' })).toBe(true)
  })

  test('for running lets its own job be followed and no other be looked at', () => {
    const follow: Needed = { domain: 'jobs', action: 'read', follows: true, kind: 'scripts', path: 'f/a/b' }
    expect(granted('jobs:run:scripts:f/a/b', follow)).toBe(true)
    expect(granted('jobs:run:scripts:f/a/c', follow)).toBe(false)
    expect(granted('jobs:run', { domain: 'jobs', action: 'read' })).toBe(false)
  })
})
