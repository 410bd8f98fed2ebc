import { expect, test } from 'vitest'
import { jobUser } from '../../../f/lib/job_user.ts'

test.each([
  ['u/ada', 'ada'],
  ['g/ops', 'g/ops'],
  ['root@example.com', 'root@example.com'],
])('the rights of %s are those of %s, whatever the label of a token says', (WM_PERMISSIONED_AS, user) => {
  expect(jobUser({ WM_PERMISSIONED_AS, WM_USERNAME: 'mallory' })).toBe(user)
})

test.each([{}, { WM_PERMISSIONED_AS: '' }, { WM_PERMISSIONED_AS: 'u/' }])(
  'where Windmill names nobody there is no user, and a label is none: %o',
  (env) => {
    const code = 'NO_JOB_USER'
    expect(() => jobUser({ ...env, WM_USERNAME: 'mallory' })).toThrow(expect.objectContaining({ code }))
  },
)
