import { type Plan, RESOURCE_TYPE } from './plan.ts'
import { callTarget, DeployError, type Target } from './target.ts'
import { wmill } from './wmill.ts'

const PUSH = ['sync', 'push', '--yes', '--json-output']
const DEPENDENCIES = /^dependencies\//
const SHARED_UI = /^ui\//

/**
 * Pushes with the CLI, in two steps: first what is added and changed, with the CLI told to delete nothing; then, if there
 * is something to delete, a push that looks at those files alone. A list of what to leave out would not do: the CLI
 * heeds none for resource types, workspace dependencies and the shared UI, and deletes those of others.
 */
export async function push(target: Target, plan: Plan, root: string): Promise<void> {
  if (plan.added.length + plan.edited.length > 0) {
    await wmill(target, [...PUSH, '--keep-deleted', '--parallel', '8'], root)
  }
  // Windmill makes whoever creates a folder its owner; who it is to belong to can only be said of one that is there.
  const folders = plan.added.filter((path) => path.endsWith('/folder.meta.yaml'))
  if (folders.length > 0) await wmill(target, [...PUSH, '--keep-deleted', ...only(folders)], root)
  if (plan.deleted.length > 0) await deleteFiles(target, plan, root)
}

async function deleteFiles(target: Target, { deleted, kept }: Plan, root: string): Promise<void> {
  const [shared] = kept.filter((path) => SHARED_UI.test(path))
  if (shared) {
    throw new DeployError(
      `${shared} of the shared UI is not from this repository, and wmill would delete it. Pull it (wmill sync pull), or name it with --delete.`,
    )
  }
  const others = (kind: RegExp) => kept.some((path) => kind.test(path))
  const apart = (kind: RegExp) => (others(kind) ? deleted.filter((path) => kind.test(path)) : [])
  const types = apart(RESOURCE_TYPE)
  const dependencies = apart(DEPENDENCIES)
  for (const path of types) {
    await callTarget(target, 'DELETE', `/resources/type/delete/${path.replace(RESOURCE_TYPE, '')}`)
  }
  if (dependencies.length > 0) {
    throw new DeployError(
      `${dependencies.join(', ')} cannot be deleted by wmill without deleting those of others. Delete it in the workspace's settings.`,
    )
  }
  const rest = deleted.filter((path) => !types.includes(path))
  if (rest.length === 0) return
  await wmill(
    target,
    [
      ...PUSH,
      ...only(rest),
      ...(others(RESOURCE_TYPE) ? ['--skip-resource-types'] : []),
      ...(others(DEPENDENCIES) ? ['--skip-workspace-dependencies'] : []),
    ],
    root,
  )
}

const only = (paths: string[]): string[] => ['--includes', paths.join(',')]
