import { z } from 'zod'
import type { Target } from './target.ts'
import { wmill } from './wmill.ts'

const reportSchema = z.object({
  changes: z.array(z.object({ type: z.enum(['added', 'edited', 'deleted']), path: z.string() })).default([]),
})

/** What a push would do to a workspace. Paths are those of files below the repository's root. */
export interface Plan {
  added: string[]
  edited: string[]
  /** Deployed by an earlier deploy, and no longer in the repository: these are deleted. */
  deleted: string[]
  /** In the workspace, but not put there by a deploy: agents and people made them, so they stay. */
  kept: string[]
}

/**
 * Asks the CLI what a push would change, and sorts its deletions: only what the manifest names (or `alsoDelete`, by
 * name) is deleted; a plain push would delete everything that the repository lacks.
 */
export async function planPush(target: Target, manifest: Set<string>, alsoDelete: string[] = []): Promise<Plan> {
  const printed = await wmill(target, ['sync', 'push', '--dry-run', '--json-output', '--yes'])
  const { changes } = reportSchema.parse(JSON.parse(printed))
  const of = (type: string) => changes.filter((change) => change.type === type).map((change) => change.path)
  const ours = (path: string) => manifest.has(path) || alsoDelete.includes(path)
  const gone = of('deleted')
  return {
    added: of('added'),
    edited: of('edited'),
    deleted: gone.filter(ours),
    kept: gone.filter((path) => !ours(path)),
  }
}

/** The plan in lines that a person can read. */
export function describePlan(plan: Plan): string[] {
  return [
    ...plan.added.map((path) => `+ ${path}`),
    ...plan.edited.map((path) => `~ ${path}`),
    ...plan.deleted.map((path) => `- ${path}`),
    ...plan.kept.map((path) => `  ${path} (not from this repository: kept)`),
  ]
}
