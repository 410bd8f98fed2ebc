import { expect, test } from 'vitest'
import { RouteTable } from '../../../../services/windmill/src/trigger/route-table.ts'

function table(...paths: string[]) {
  const routes = new RouteTable<string>()
  for (const path of paths) routes.add(path, path)
  return (called: string) => routes.find(called.split('/'))
}

test('a path is found as it is, by its parameters, or by a wildcard, in this order', () => {
  const find = table('orders/new', 'orders/:id', 'orders/*rest', 'orders/:id/lines/:line')
  expect(find('orders/new')).toEqual({ value: 'orders/new', params: {} })
  expect(find('orders/7')).toEqual({ value: 'orders/:id', params: { id: '7' } })
  expect(find('orders/7/lines/2')).toEqual({ value: 'orders/:id/lines/:line', params: { id: '7', line: '2' } })
  expect(find('orders/7/notes/2')).toEqual({ value: 'orders/*rest', params: { rest: '7/notes/2' } })
})

test('a path that leads nowhere goes back to where another one begins', () => {
  const find = table('a/b/c', 'a/:x/d')
  expect(find('a/b/d')).toEqual({ value: 'a/:x/d', params: { x: 'b' } })
})

test('a shorter, a longer or another path is not found', () => {
  const find = table('a/:x', 'f/*rest')
  for (const path of ['a', 'a/b/c', 'b/c', 'f', '']) expect(find(path)).toBeUndefined()
})

test('two parameters at one place may have names of their own', () => {
  const find = table('a/:x/one', 'a/:y/two')
  expect(find('a/1/two')).toEqual({ value: 'a/:y/two', params: { y: '1' } })
})

test('a path that cannot be told from another is not added', () => {
  const routes = new RouteTable<number>()
  expect([routes.add('a/:x', 1), routes.add('a/:y', 2), routes.add('a/*z', 3), routes.add('a/*w', 4)]).toEqual([
    true,
    false,
    true,
    false,
  ])
})
