import { watch } from 'node:fs'

/** Folders in which nothing is deployed, and files that the CLI itself writes when it has pushed. */
const IGNORED = /(^|\/)(\.[^/]+|node_modules)(\/|$)|^wmill-lock\.yaml$/

/** Whether a change of a file, whose path is relative to the folder, may change what is deployed. */
export const isWatched = (path: string): boolean => !IGNORED.test(path)

/** Calls `onChange` with the path of each file of a folder that changes; answers how to stop. */
export function watchFolder(folder: string, onChange: (path: string) => void): () => void {
  const watcher = watch(folder, { recursive: true }, (_event, name) => {
    const path = name?.replaceAll('\\', '/')
    if (path && isWatched(path)) onChange(path)
  })
  return () => watcher.close()
}
