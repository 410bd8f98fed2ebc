import type { Member } from '../auth/index.ts'
import { notFound } from '../shared/errors.ts'
import { resources } from '../store/index.ts'
import type { ReadContext } from './read-variable.ts'

/** A resource that the member may see, its value as it is kept; 404 for any other, as if it were not there. */
export function visibleResource({ store, auth }: ReadContext, member: Member, path: string): resources.Resource {
  const resource = resources.getResource.one(store.connection, { workspace_id: member.workspace_id, path })
  if (!resource || !auth.canRead(member, path, resource.extra_perms)) throw notFound(`Resource ${path} not found`)
  return resource
}
