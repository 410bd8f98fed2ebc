/**
 * Deploying a repository to a workspace: plan, push, migrate, wait until what was deployed answers. `npm start`,
 * `npm run deploy` and `millwright-windmill` do the same.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { checkAccess } from './access.ts'
import { type Manifest, workspaceManifest } from './manifest.ts'
import { askPush, isEmpty, type Plan, sortChanges } from './plan.ts'
import { push } from './push.ts'
import { waitForRoutes } from './routes.ts'
import { waitForScripts } from './scripts.ts'
import type { Target } from './target.ts'
import { REPOSITORY, wmill } from './wmill.ts'

export { checkAccess } from './access.ts'
export { type Manifest, parseManifest } from './manifest.ts'
export { describePlan, isEmpty, type Plan } from './plan.ts'
export { attemptInstance, attemptTarget, callTarget, DeployError, type Target } from './target.ts'
export { wmill } from './wmill.ts'

/** What is deployed, and how. */
export interface DeployOptions {
  /** The folder with the `wmill.yaml` (Default: this repository). */
  root?: string
  /** Where what was deployed is remembered (Default: a variable of the workspace). */
  manifest?: Manifest
  /** Files or items that are deleted although no deploy put them there. */
  alsoDelete?: string[]
  /** The data tables to which migrations are applied (Default: `main`, where the repository has migrations of it). */
  dataTables?: string[]
}

/** What a deploy would do. Throws DeployError when the workspace cannot be reached, or the repository not be read. */
export async function plan(target: Target, options: DeployOptions = {}): Promise<Plan> {
  const { root = REPOSITORY, manifest = workspaceManifest(target), alsoDelete } = options
  await checkAccess(target)
  return sortChanges(await askPush(target, root), await manifest.read(), alsoDelete)
}

/**
 * Does what a plan says: pushes with the CLI, notes what is deployed, applies the data tables' migrations, and waits
 * until the scripts can be run and the HTTP routes answer. It can be repeated, also after it was cut short: what was
 * done is not done again. Throws DeployError.
 */
export async function apply(target: Target, plan: Plan, options: DeployOptions = {}): Promise<void> {
  const { root = REPOSITORY, manifest = workspaceManifest(target) } = options
  if (!isEmpty(plan)) {
    await manifest.write({ files: plan.own, pending: plan.added })
    await push(target, plan, root)
    const files = [...new Set([...plan.own, ...plan.added, ...plan.edited])]
    await manifest.write({ files: files.filter((path) => !plan.deleted.includes(path)), pending: [] })
  }
  for (const name of options.dataTables ?? defaultDataTables(root)) {
    await wmill(target, ['datatable', 'migrate', 'up', '--datatable', name], root)
  }
  await waitForScripts(target, plan)
  await waitForRoutes(target, root, plan)
}

const defaultDataTables = (root: string): string[] =>
  existsSync(join(root, 'migrations', 'datatable', 'main')) ? ['main'] : []
