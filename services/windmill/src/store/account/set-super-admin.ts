import { query } from '../sql.ts'

/** Makes somebody a superadmin, or no longer one. */
export const setSuperAdmin = query<{ email: string; super_admin: boolean }>(
  'UPDATE account SET super_admin = :super_admin WHERE email = :email',
)
