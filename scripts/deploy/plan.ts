import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { type ManifestContent, ownFiles } from './manifest.ts'
import { DeployError, type Target } from './target.ts'
import { wmill } from './wmill.ts'

const reportSchema = z.object({
  changes: z.array(z.object({ type: z.enum(['added', 'edited', 'deleted']), path: z.string() })).default([]),
})

export type PushReport = z.infer<typeof reportSchema>

/** What a push would do to a workspace. Paths are those of files below the repository's root. */
export interface Plan {
  added: string[]
  edited: string[]
  /** Deployed by an earlier deploy, and no longer in the repository, or named by whoever deploys: these are deleted. */
  deleted: string[]
  /** In the workspace, but not put there by a deploy: agents and people made them, so they stay. */
  kept: string[]
  /** What earlier deploys put there. */
  own: string[]
}

/** How the file of a resource type ends. */
export const RESOURCE_TYPE = /\.resource-type\.yaml$/

/**
 * Asks the CLI what a push of the folder `root` would change. Locks that Windmill made for scripts of the repository are
 * left out: the CLI would delete them, for Windmill to make them again.
 */
export async function askPush(target: Target, root: string): Promise<PushReport> {
  const printed = await wmill(target, ['sync', 'push', '--dry-run', '--json-output', '--yes'], root)
  const { changes } = reportSchema.parse(JSON.parse(printed))
  return { changes: changes.filter(({ type, path }) => type !== 'deleted' || !isLockOfOwn(path, root)) }
}

function isLockOfOwn(path: string, root: string): boolean {
  if (path.endsWith('.script.lock')) return existsSync(join(root, path.replace(/\.lock$/, '.yaml')))
  return path.endsWith('.lock') && existsSync(join(root, dirname(path)))
}

/**
 * Sorts what a push would change. A plain push deletes everything that the repository lacks; here only what the manifest
 * names is deleted, and what `alsoDelete` names: a file, or an item (`f/team/report`) with all its files. Throws
 * DeployError for a name that fits nothing.
 */
export function sortChanges({ changes }: PushReport, manifest: ManifestContent, alsoDelete: string[] = []): Plan {
  const of = (type: string) => changes.filter((change) => change.type === type).map((change) => change.path)
  const added = of('added')
  const own = ownFiles(manifest, added)
  const gone = of('deleted')
  for (const name of alsoDelete) {
    if (gone.some((path) => belongsTo(path, name))) continue
    const others = gone.filter((path) => !own.includes(path))
    throw new DeployError(
      `--delete ${name} names nothing that is in the workspace and not in the repository. ` +
        (others.length > 0 ? `What could be named: ${others.join(', ')}.` : 'There is nothing of that kind.'),
    )
  }
  const goes = (path: string) => own.includes(path) || alsoDelete.some((name) => belongsTo(path, name))
  return {
    added,
    edited: of('edited'),
    deleted: gone.filter(goes),
    kept: gone.filter((path) => !goes(path)),
    own,
  }
}

/** Whether a file is the one named, or one of the item named: `f/a/b` has `f/a/b.ts` and `f/a/b__flow/flow.yaml`. */
const belongsTo = (path: string, name: string): boolean =>
  path === name || (path.startsWith(name) && /^(\.|__(flow|app|raw_app)\/)/.test(path.slice(name.length)))

/** Whether a deploy would change anything. */
export const isEmpty = ({ added, edited, deleted }: Plan): boolean =>
  added.length + edited.length + deleted.length === 0

/** The plan in lines that a person can read. */
export function describePlan(plan: Plan): string[] {
  return [
    ...plan.added.map((path) => `+ ${path}`),
    ...plan.edited.map((path) => `~ ${path}`),
    ...plan.deleted.map((path) => `- ${path}`),
    ...plan.kept.map((path) => `  ${path} (not from this repository: kept)`),
  ]
}
