import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { lintWindmill, type RepositoryFile, readRepository } from '../../scripts/lint-windmill/index.ts'

/** What is found in files, as `path: what`. */
const found = (files: Record<string, string>): string[] =>
  lintWindmill(Object.entries(files).map(([path, text]): RepositoryFile => ({ path, text }))).map(
    ({ path, what }) => `${path}: ${what}`,
  )

describe('is told of', () => {
  test.for([
    ['f/a/nightly.schedule.yaml', 'on_failure: script/f/a/notify', 'on_failure'],
    ['f/a/nightly.schedule.yaml', 'on_recovery: script/f/a/notify', 'on_recovery'],
    ['f/a/nightly.schedule.yaml', 'on_success: script/f/a/notify', 'on_success'],
    ['f/a/script.script.yaml', 'concurrent_limit: 1', 'concurrent_limit'],
    ['f/a/script.script.yaml', 'dedicated_worker: true', 'dedicated_worker'],
    ['f/a/x__flow/flow.yaml', 'value:\n  concurrency_key: $args[x]', 'concurrency_key'],
    [
      'f/a/x__flow/flow.yaml',
      'value:\n  modules:\n    - id: a\n      value: {type: rawscript, concurrent_limit: 2}',
      'concurrent_limit',
    ],
    ['settings.yaml', 'error_handler:\n  path: script/f/a/notify', 'error_handler'],
    ['f/a/board__raw_app/raw_app.yaml', 'custom_path: board', 'custom_path'],
    ['f/a/go.ts', 'await fetch(base + `/jobs/restart/f/${id}`)', 'restarting a flow from a step'],
    ['f/a/go.ts', 'await JobService.restartFlowAtStep({ id })', 'restarting a flow from a step'],
  ])('%s with %s', ([path, text, what]) => {
    expect(found({ [path!]: text! })).toEqual([`${path}: ${what}`])
  })

  test.for(['hooks/:id', ':id/more', 'files/*rest'])('a route %s without a preprocessor', (route) => {
    const trigger = `route_path: '${route}'\nscript_path: f/a/hook\nis_flow: false`
    const what = `f/a/hook.http_trigger.yaml: the parameters of ${route}`
    expect(found({ 'f/a/hook.http_trigger.yaml': trigger, 'f/a/hook.ts': 'export function main() {}' })).toEqual([what])
  })

  test('a route with parameters that runs a flow without a preprocessor', () => {
    const trigger = "route_path: 'hooks/:id'\nscript_path: f/a/x\nis_flow: true"
    const flow = (value: string) => ({ 'f/a/h.http_trigger.yaml': trigger, 'f/a/x__flow/flow.yaml': value })
    expect(found(flow('value: {modules: []}'))).toHaveLength(1)
    expect(found(flow('value: {modules: [], preprocessor_module: {id: preprocessor}}'))).toEqual([])
  })
})

describe('is not told of', () => {
  test('settings that say nothing', () => {
    expect(
      found({ 'f/a/s.script.yaml': 'dedicated_worker: false\nconcurrent_limit: null\nconcurrency_key: ""' }),
    ).toEqual([])
  })

  test('arguments of a script that have such a name', () => {
    const schema = 'schema:\n  properties:\n    dedicated_worker: {type: boolean}'
    expect(found({ 'f/a/s.script.yaml': schema })).toEqual([])
    expect(found({ 'f/a/s.schedule.yaml': 'args: {on_failure: script/f/a/b}' })).toEqual([])
  })

  test('a route whose script has a preprocessor, and one without parameters', () => {
    const trigger = (route: string) => `route_path: '${route}'\nscript_path: f/a/hook\nis_flow: false`
    const script = 'export async function preprocessor(event: object) { return event }\nexport function main() {}'
    expect(found({ 'f/a/h.http_trigger.yaml': trigger('hooks/:id'), 'f/a/hook.ts': script })).toEqual([])
    expect(found({ 'f/a/h.http_trigger.yaml': trigger('hooks'), 'f/a/hook.ts': 'export function main() {}' })).toEqual(
      [],
    )
  })

  test('a route whose script is somebody else’s', () => {
    expect(found({ 'f/a/h.http_trigger.yaml': "route_path: 'x/:id'\nscript_path: f/other/hook" })).toEqual([])
  })
})

test('this repository relies on nothing that a free Windmill does not do', () => {
  expect(lintWindmill(readRepository(fileURLToPath(new URL('../../', import.meta.url))))).toEqual([])
})
