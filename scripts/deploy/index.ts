/** Deploying the repository to a workspace: plan, push, migrate. `npm start` and `npm run deploy` do the same. */
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { readManifest, writeManifest } from './manifest.ts'
import { type Plan, planPush } from './plan.ts'
import type { Target } from './target.ts'
import { wmill } from './wmill.ts'

export { describePlan, type Plan } from './plan.ts'
export { callTarget, DeployError, type Target } from './target.ts'
export { wmill } from './wmill.ts'

/** What a deploy would do. */
export async function plan(target: Target, alsoDelete: string[] = []): Promise<Plan> {
  return planPush(target, await readManifest(target), alsoDelete)
}

/**
 * Does what a plan says: pushes with the CLI, leaving out what the plan keeps, applies the data table's migrations, and
 * notes what is deployed. It can be repeated: what was done is not done again. Throws DeployError.
 */
export async function apply(target: Target, plan: Plan): Promise<void> {
  if (plan.added.length + plan.edited.length + plan.deleted.length > 0) {
    await wmill(target, ['sync', 'push', '--yes', '--json-output', '--parallel', '8', ...excluding(plan.kept)])
    const before = await readManifest(target)
    const gone = new Set(plan.deleted)
    await writeManifest(
      target,
      [...before, ...plan.added, ...plan.edited].filter((path) => !gone.has(path)),
    )
  }
  await wmill(target, ['datatable', 'migrate', 'up'])
}

/** `--excludes` stands in place of the list in wmill.yaml, so that list goes along. */
function excluding(kept: string[]): string[] {
  if (kept.length === 0) return []
  const settings = parse(readFileSync(new URL('../../wmill.yaml', import.meta.url), 'utf8')) as { excludes?: string[] }
  return ['--excludes', [...(settings.excludes ?? []), ...kept].join(',')]
}
