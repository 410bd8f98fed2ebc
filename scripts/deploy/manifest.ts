import { z } from 'zod'
import { attemptTarget, callTarget, type Target } from './target.ts'

/** Where the list of what was deployed from this repository is kept; outside of what a push takes into account. */
const FOLDER = 'made'
const PATH = `f/${FOLDER}/deployed_manifest`

const manifestSchema = z.object({ files: z.array(z.string()) })

/** The files that earlier deploys put there; none when there was none. */
export async function readManifest(target: Target): Promise<Set<string>> {
  const { status, text } = await attemptTarget(target, 'GET', `/variables/get_value/${PATH}`)
  if (status >= 400) return new Set()
  return new Set(manifestSchema.parse(JSON.parse(JSON.parse(text))).files)
}

/** Notes the files that are deployed now. */
export async function writeManifest(target: Target, files: Iterable<string>): Promise<void> {
  const value = JSON.stringify({ files: [...files].sort() })
  const exists = await callTarget(target, 'GET', `/variables/exists/${PATH}`)
  if (exists === 'true') {
    await callTarget(target, 'POST', `/variables/update/${PATH}`, { value })
    return
  }
  const folder = await attemptTarget(target, 'GET', `/folders/get/${FOLDER}`)
  if (folder.status === 404) await callTarget(target, 'POST', '/folders/create', { name: FOLDER })
  const description = 'What was deployed from the Millwright repository: a deploy deletes nothing else.'
  await callTarget(target, 'POST', '/variables/create', { path: PATH, value, is_secret: false, description })
}
