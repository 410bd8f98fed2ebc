import { notFound } from '../../shared/errors.ts'
import type { Windmill } from '../context.ts'

/** What a link may show to whoever has it: an app, or the bundle of one of its versions. */
type Shown = 'app' | 'bundle'

const ID_DIGITS = 16

/** The secret of a link, in hex: the number of what it shows, and a signature that only the workspace's key can make. */
export function secretOf({ auth }: Windmill, workspaceId: string, shown: Shown, id: number): string {
  return id.toString(16).padStart(ID_DIGITS, '0') + auth.sign(workspaceId, `${shown}:${id}`)
}

/** The number of what a link shows; 404 for a secret that was not made for it here. */
export function shownBy({ auth }: Windmill, workspaceId: string, shown: Shown, secret: string): number {
  const id = Number.parseInt(secret.slice(0, ID_DIGITS), 16)
  if (Number.isSafeInteger(id) && auth.verify(workspaceId, `${shown}:${id}`, secret.slice(ID_DIGITS))) return id
  throw notFound('App not found: the link is not valid, or the workspace has another key now')
}
