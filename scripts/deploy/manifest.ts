import { z } from 'zod'
import { attemptTarget, callTarget, type Target } from './target.ts'

/** Where the list of what was deployed from this repository is kept; outside of what a push takes into account. */
const FOLDER = 'made'
const PATH = `f/${FOLDER}/deployed_manifest`

const contentSchema = z.object({ files: z.array(z.string()), pending: z.array(z.string()).default([]) })

/** The files that deploys put into a workspace. */
export interface ManifestContent {
  files: string[]
  /** Files that a deploy was about to add: after one that was cut short, those that are there were added by it. */
  pending: string[]
}

/** Where what was deployed is remembered from one deploy to the next. */
export interface Manifest {
  read(): Promise<ManifestContent>
  write(content: ManifestContent): Promise<void>
}

/** Reads a manifest's text; what was never written is empty. */
export function parseManifest(text: string | undefined): ManifestContent {
  return text === undefined ? { files: [], pending: [] } : contentSchema.parse(JSON.parse(text))
}

/** What earlier deploys put there, given what a push would add now: a pending file that it would not add is there. */
export function ownFiles({ files, pending }: ManifestContent, added: string[]): string[] {
  return [...new Set([...files, ...pending.filter((path) => !added.includes(path))])]
}

/** The manifest that is kept as a variable of the workspace itself, so that whoever deploys next finds it. */
export function workspaceManifest(target: Target): Manifest {
  return {
    read: async () => {
      const { status, text } = await attemptTarget(target, 'GET', `/variables/get_value/${PATH}`)
      return parseManifest(status >= 400 ? undefined : JSON.parse(text))
    },
    write: async ({ files, pending }) => {
      const value = JSON.stringify({ files: files.toSorted(), pending: pending.toSorted() })
      if ((await callTarget(target, 'GET', `/variables/exists/${PATH}`)) === 'true') {
        await callTarget(target, 'POST', `/variables/update/${PATH}`, { value })
        return
      }
      const folder = await attemptTarget(target, 'GET', `/folders/get/${FOLDER}`)
      if (folder.status === 404) await callTarget(target, 'POST', '/folders/create', { name: FOLDER })
      const description = 'What was deployed from the Millwright repository: a deploy deletes nothing else.'
      await callTarget(target, 'POST', '/variables/create', { path: PATH, value, is_secret: false, description })
    },
  }
}
