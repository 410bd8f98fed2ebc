import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RepositoryFile } from './finding.ts'

/** What is looked at: items and their settings, and the workspace's own settings. */
const FILES = /\.(yaml|tsx?)$/

/** The files of a repository that a push deploys, as far as the lint reads them, ordered by path. */
export function readRepository(root: string): RepositoryFile[] {
  const inFolders = ['f', 'u'].flatMap((folder) => filesBelow(root, folder))
  const settings = existsSync(join(root, 'settings.yaml')) ? ['settings.yaml'] : []
  return [...settings, ...inFolders].map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
}

function filesBelow(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
    .filter((path) => FILES.test(path) && !path.includes('/node_modules/'))
    .sort()
}
