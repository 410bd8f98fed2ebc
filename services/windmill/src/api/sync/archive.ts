import { z } from 'zod'
import { Flag } from '../query-flag.ts'

/** What `workspaces/tarball` can be asked; the names are those of Windmill's API, and what is not named is ignored. */
export const archiveQuery = z.object({
  archive_type: z.string().default('tar'),
  plain_secret: Flag.optional(),
  plain_secrets: Flag.optional(),
  skip_secrets: Flag.optional(),
  skip_variables: Flag.optional(),
  skip_resources: Flag.optional(),
  skip_resource_types: Flag.optional(),
  skip_datatable_migrations: Flag.optional(),
  include_schedules: Flag.optional(),
  include_triggers: Flag.optional(),
  include_users: Flag.optional(),
  include_groups: Flag.optional(),
  include_settings: Flag.optional(),
  include_key: Flag.optional(),
  include_workspace_dependencies: Flag.optional(),
  preserve_extra_perms: Flag.optional(),
  default_ts: z.enum(['bun', 'deno']).default('deno'),
})

/** What the archive is to hold. */
export type ArchiveQuery = z.infer<typeof archiveQuery>

/** A file in the archive of a workspace. */
export interface ArchiveMember {
  name: string
  content: string
}
