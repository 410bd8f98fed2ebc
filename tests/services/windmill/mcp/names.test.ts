import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { ENDPOINTS, endpointInput, endpointRequest } from '../../../../services/windmill/src/mcp/endpoints.ts'
import { namedAsInScript, toolInput } from '../../../../services/windmill/src/mcp/input-schema.ts'
import { isAllowed, mcpScopesOf } from '../../../../services/windmill/src/mcp/mcp-scopes.ts'
import { toolName } from '../../../../services/windmill/src/mcp/tool-name.ts'

describe('the name of a tool', () => {
  test('has the path in it, slashes as one underscore and underscores as two', () => {
    expect(toolName('script', 'u/admin/script')).toBe('s-u_admin_script')
    expect(toolName('flow', 'f/team/say_hello')).toBe('f-f_team_say__hello')
  })

  test('over 40 characters is cut, with a capital before and a hash behind', () => {
    const path = 'f/engineering/team/automation/a_very_long_name'
    const whole = 's-f_engineering_team_automation_a__very__long__name'
    const hash = createHash('sha256').update(whole).digest('hex').slice(0, 16)
    expect(toolName('script', path)).toBe(`S-f_engineering_team_aut${hash}`)
    expect(toolName('script', path)).toHaveLength(40)
    expect(toolName('script', `${path}r`)).not.toBe(toolName('script', path))
  })
})

describe('scopes', () => {
  const allowed = (scopes: string[], resource: 'scripts' | 'flows' | 'endpoints', name: string) =>
    isAllowed(mcpScopesOf(scopes)!, resource, name)

  test('mcp:all allows everything', () => {
    expect(allowed(['mcp:all'], 'scripts', 'f/a/b')).toBe(true)
    expect(allowed(['mcp:all'], 'endpoints', 'listJobs')).toBe(true)
  })

  test('of a folder allow what is in it, and not in one whose name begins the same', () => {
    expect(allowed(['mcp:scripts:f/a/*,u/ada/x'], 'scripts', 'f/a/b/c')).toBe(true)
    expect(allowed(['mcp:scripts:f/a/*,u/ada/x'], 'scripts', 'u/ada/x')).toBe(true)
    expect(allowed(['mcp:scripts:f/a/*'], 'scripts', 'f/ab/c')).toBe(false)
    expect(allowed(['mcp:scripts:f/a/*'], 'flows', 'f/a/b')).toBe(false)
    expect(allowed(['mcp:scripts:f/a/*'], 'endpoints', 'listJobs')).toBe(false)
  })

  test('mcp:all:FOLDER allows its scripts and flows, and all endpoints', () => {
    expect(allowed(['mcp:all:f/a/*'], 'flows', 'f/a/b')).toBe(true)
    expect(allowed(['mcp:all:f/a/*'], 'scripts', 'f/b/b')).toBe(false)
    expect(allowed(['mcp:all:f/a/*'], 'endpoints', 'listJobs')).toBe(true)
  })

  test('mcp:favorites allows no script, since nothing is starred here', () => {
    expect(allowed(['mcp:favorites'], 'scripts', 'f/a/b')).toBe(false)
    expect(allowed(['mcp:favorites'], 'endpoints', 'listJobs')).toBe(true)
  })

  test('of other kinds open nothing', () => {
    expect(mcpScopesOf(['jobs:run'])).toBeUndefined()
    expect(mcpScopesOf(undefined)).toBeUndefined()
  })
})

describe('the input of a tool', () => {
  const describe_ = (type: string) => `a ${type}`
  const inputOf = (property: object) =>
    toolInput({ properties: { x: property as never } }, describe_).schema.properties.x

  test('names a resource by its path, and says which there are', () => {
    expect(inputOf({ type: 'object', format: 'resource-mailer', description: 'Sends' })).toEqual({
      type: 'string',
      description: 'Sends. a mailer',
    })
    expect(inputOf({ items: { type: 'resource', resourceType: 'mailer' } })).toEqual({
      type: 'array',
      items: { type: 'string', description: 'a mailer' },
    })
  })

  test('is a JSON schema that strict clients take', () => {
    expect(inputOf({ type: 'integer', default: null, originalType: 'x', enum: null })).toEqual({ type: 'number' })
    expect(inputOf({ type: '' })).toEqual({})
    expect(inputOf({ type: 'string', properties: { a: { type: 'integer' } } })).toEqual({
      type: 'object',
      properties: { a: { type: 'number' } },
    })
    expect(inputOf({ type: ['integer', 'null'], default: null })).toEqual({ type: ['number', 'null'], default: null })
  })

  test('has names that clients take, which lead back to those of the script', () => {
    const { schema, names } = toolInput({ properties: { 'the name!': {} }, required: ['the name!'] }, describe_)
    expect(schema).toEqual({ type: 'object', properties: { the_name: {} }, required: ['the_name'] })
    expect(namedAsInScript(names, { the_name: 1, other: 2 })).toEqual({ 'the name!': 1, other: 2 })
  })

  test('of a script without a schema is empty', () => {
    expect(toolInput(null, describe_).schema).toEqual({ type: 'object', properties: {}, required: [] })
  })
})

describe('a tool that is an endpoint', () => {
  const endpoint = (name: string) => ENDPOINTS.find((each) => each.name === name)!

  test('needs what its address needs', () => {
    expect(endpointInput(endpoint('getJob')).required).toEqual(['id'])
    expect(endpointInput(endpoint('createScript')).required).toEqual(['path', 'summary', 'content', 'language'])
  })

  test('puts each argument where the endpoint wants it', () => {
    expect(endpointRequest(endpoint('listJobs'), { per_page: 5, running: true, nonsense: 1 })).toEqual({
      method: 'GET',
      address: '/jobs/list?per_page=5&running=true',
      body: undefined,
    })
    expect(endpointRequest(endpoint('updateVariable'), { path: 'f/a/b', value: 'x', nonsense: 1 })).toEqual({
      method: 'POST',
      address: '/variables/update/f/a/b',
      body: { value: 'x' },
    })
    expect(endpointRequest(endpoint('runScriptByPath'), { path: 'f/a/b', name: 'Ada' })).toEqual({
      method: 'POST',
      address: '/jobs/run/p/f/a/b',
      body: { name: 'Ada' },
    })
  })

  test.each(['../../users/list', 'f/../x', '', 'f//x'])(
    'cannot be led to another endpoint by the path "%s"',
    (path) => {
      expect(() => endpointRequest(endpoint('getVariable'), { path })).toThrow('is no path')
    },
  )
})
