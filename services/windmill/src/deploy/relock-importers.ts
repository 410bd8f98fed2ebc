import { packagesOf, scriptImportsOf } from '../executor/index.ts'
import { WindmillError } from '../shared/errors.ts'
import { flows, scripts } from '../store/index.ts'
import { dependencyJob } from './dependency-request.ts'
import type { Deployer, Deployment } from './deployment.ts'
import { flowScripts } from './flow-scripts.ts'

/** A version of a script, as far as it says what packages it needs. */
interface Version {
  path: string
  content: string
  /** The lock that it came with; one that is still to be made is no lock. */
  lock?: string | null
}

/**
 * Queues new locks for what imports a deployed script, over however many others, and whose lock lacks a package that is
 * now needed, or names one that no longer is: Windmill's `dependency_map`, for scripts and the steps of flows. `before` is
 * the version that the deployed one follows. What a package list decides on, and locks that are right already, are left
 * alone; so a push of a whole repository queues nothing, and reads no code.
 */
export function relockImporters(on: Deployment, by: Deployer, deployed: Version, before?: Version): void {
  const needed = packagesIn(on, by, deployed)
  const dropped = before ? packagesIn(on, by, before).filter((name) => !needed.includes(name)) : []
  if (needed.length === 0 && dropped.length === 0) return
  const { connection } = on.store
  const seen = new Set([deployed.path])
  const changed = [deployed.path]
  for (let imported = changed.pop(); imported !== undefined; imported = changed.pop()) {
    const from = imported
    const isStale = ({ path, content, lock }: Version) =>
      typeof lock === 'string' && differs(lock, needed, dropped) && imports(content, path, from)
    const mentioning = { workspace_id: by.workspace_id, text: from.slice(from.lastIndexOf('/')) }
    for (const script of scripts.scriptsWithText.all(connection, mentioning)) {
      const { hash, path, language } = script
      if (seen.has(path) || !isStale(script)) continue
      seen.add(path)
      changed.push(path)
      on.queue.push(dependencyJob(by, { of: 'script', hash }, path, { language }))
    }
    for (const { path, version_id, value } of flows.flowsWithText.all(connection, mentioning)) {
      const stale = flowScripts(value).filter(({ id, script }) =>
        isStale({ path: script.path ?? `${path}/${id}`, content: script.content, lock: script.lock }),
      )
      const anew = stale.map(({ id }) => id)
      if (anew.length > 0) on.queue.push(dependencyJob(by, { of: 'flow', version_id, anew }, path))
    }
  }
}

const imports = (content: string, path: string, imported: string): boolean =>
  readable(() => scriptImportsOf(content, path), []).includes(imported)

/** The packages of a script and of what it imports: those of its lock, or what its code says. */
function packagesIn({ store }: Deployment, { workspace_id }: Deployer, { path, content, lock }: Version): string[] {
  const locked = lock && lockedPackages(lock)
  if (locked) return locked
  const contentAt = (path: string) => scripts.getLiveScript.one(store.connection, { workspace_id, path })?.content
  return readable(() => [...packagesOf(content, path, contentAt).keys()], [])
}

/** What is no TypeScript is deployed all the same, and imports nothing. */
function readable<T>(read: () => T, otherwise: T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof WindmillError) return otherwise
    throw error
  }
}

/** The packages that the manifest of a lock names; undefined for one that follows a package list or has another form. */
function lockedPackages(lock: string): string[] | undefined {
  const [manifest = ''] = lock.split('\n//bun.lock\n')
  try {
    return Object.keys(JSON.parse(manifest).dependencies ?? {})
  } catch {
    return undefined
  }
}

/** Whether a lock lacks one of the needed packages, or names one of the dropped. */
function differs(lock: string, needed: string[], dropped: string[]): boolean {
  const locked = lockedPackages(lock)
  if (!locked) return false
  return needed.some((name) => !locked.includes(name)) || dropped.some((name) => locked.includes(name))
}
