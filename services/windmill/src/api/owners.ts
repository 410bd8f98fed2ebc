import { z } from 'zod'

/** Who a permission is given to: a member (`u/ada`) or a group (`g/ops`). */
export const Owner = z.string().regex(/^[ug]\/[\w.@+-]+$/, 'an owner reads u/<user> or g/<group>')

/** Permissions: an owner, and whether they may write. */
export const Perms = z.record(Owner, z.boolean())
