import { statSync } from 'node:fs'

/**
 * What tells whether a file has changed, without reading it. The time of the last change to the file's entry is part of
 * it, because no tool can set that back.
 */
export function stamp(file) {
  const stat = statSync(file, { throwIfNoEntry: false })
  return stat ? `${stat.mtimeMs} ${stat.ctimeMs} ${stat.size}` : 'absent'
}

/** Whether all files still have the stamps that `stamps` gives by their paths; so does one that was absent, and is. */
export function isUnchanged(stamps) {
  return Object.entries(stamps).every(([file, before]) => stamp(file) === before)
}
