import { badRequest } from './errors.ts'

/** A letter, a digit, `_` or `-`, in any script: what Windmill's own constraint on paths allows in a segment. */
const NAME = '[\\p{Alphabetic}\\p{Nd}_-]'
const PATH = new RegExp(`^[ufg](/${NAME}+){2,}$`, 'u')
const PROPER_NAME = new RegExp(`^${NAME}{1,50}$`, 'u')

/** Throws 400 unless `path` is one that an item can have: `u/ada/report`, `f/team/daily/report`. */
export function checkItemPath(path: string): void {
  if (path.length > 255) throw badRequest('Invalid path: it must be at most 255 characters')
  if (PATH.test(path)) return
  throw badRequest(
    `Invalid path "${path}": it must read u/<user>/<name>, f/<folder>/<name> or g/<group>/<name>, ` +
      "with nothing but letters, digits, '_' and '-' in a segment",
  )
}

/** Throws 400 unless `name` can name a folder, a group or a resource type. `what` begins the message ("Folder name"). */
export function checkName(what: string, name: string): void {
  if (PROPER_NAME.test(name)) return
  throw badRequest(`${what} "${name}" must have 1 to 50 characters: letters, digits, '_' and '-'`)
}
