import { describe, expect, test } from 'vitest'
import type { Member } from '../../../../services/windmill/src/auth/index.ts'
import { canRead, canWrite, owns } from '../../../../services/windmill/src/auth/permissions.ts'

/** Ada: writes to f/work, reads f/news, owns f/lab, belongs to the group ops. */
const ADA: Member = {
  email: 'ada@example.com',
  username: 'ada',
  name: null,
  is_super_admin: false,
  token: { label: null },
  workspace_id: 'sample',
  is_admin: false,
  operator: false,
  groups: ['all', 'ops'],
  folders_read: ['news', 'work', 'lab'],
  folders: ['work', 'lab'],
  folders_owners: ['lab'],
  created_at: 0,
  non_member: false,
}

const R = { read: true, write: false, own: false }
const RW = { read: true, write: true, own: false }
const ALL = { read: true, write: true, own: true }
const NONE = { read: false, write: false, own: false }

describe('what Ada may do', () => {
  test.each<[string, Record<string, boolean>, typeof R]>([
    ['u/ada/note', {}, ALL],
    ['u/adam/note', {}, NONE],
    ['u/bob/note', {}, NONE],
    ['u/bob/note', { 'u/ada': false }, R],
    ['u/bob/note', { 'u/ada': true }, RW],
    ['u/bob/note', { 'u/adam': true }, NONE],
    ['u/bob/note', { 'g/ops': false }, R],
    ['u/bob/note', { 'g/ops': true }, RW],
    ['u/bob/note', { 'g/dev': true }, NONE],
    ['u/bob/note', { 'g/all': false }, R],
    ['u/bob/note', { 'g/all': true }, RW],
    ['u/bob/note', { 'u/ada': false, 'g/ops': true }, RW],
    ['f/news/item', {}, R],
    ['f/news/item', { 'u/ada': true }, RW],
    ['f/news/deep/down', {}, R],
    ['f/newspaper/item', {}, NONE],
    ['f/work/item', {}, RW],
    ['f/work/item', { 'u/ada': false }, RW],
    ['f/lab/item', {}, ALL],
    ['f/other/item', {}, NONE],
    ['f/other/item', { 'g/ops': false }, R],
    ['g/ops/item', {}, ALL],
    ['g/dev/item', {}, NONE],
  ])('at %s with %o', (path, extraPerms, { read, write, own }) => {
    expect([canRead(ADA, path, extraPerms), canWrite(ADA, path, extraPerms), owns(ADA, path)]).toEqual([
      read,
      write,
      own,
    ])
  })

  test('as an admin is everything', () => {
    const admin = { ...ADA, is_admin: true }
    expect(canRead(admin, 'u/bob/note', {})).toBe(true)
    expect(canWrite(admin, 'f/other/item', {})).toBe(true)
    expect(owns(admin, 'u/bob/note')).toBe(true)
  })
})
