import { expect, test } from 'vitest'
import { ownSpace } from '../../../../f/lib/windmill/index.ts'

test.each(['u/ada', 'g/ops'])('what a job with the rights of %s makes goes there, whatever a label says', (space) => {
  expect(ownSpace({ WM_PERMISSIONED_AS: space, WM_USERNAME: 'mallory' })).toBe(space)
})

test('a superadmin who is no member of the workspace has no space there', () => {
  const env = { WM_PERMISSIONED_AS: 'root@example.com', WM_USERNAME: 'mallory' }
  expect(() => ownSpace(env)).toThrow(
    expect.objectContaining({ code: 'NO_OWN_SPACE', message: expect.stringContaining('root@example.com') }),
  )
})

test('where Windmill names nobody there is no space', () => {
  const code = 'NO_JOB_USER'
  expect(() => ownSpace({ WM_USERNAME: 'mallory' })).toThrow(expect.objectContaining({ code }))
})
