import { isDeepStrictEqual } from 'node:util'
import { badRequest } from '../shared/errors.ts'
import type { JsonObject } from '../shared/json.ts'
import { scripts } from '../store/index.ts'

type Script = scripts.Script

import { dependencyJob } from './dependency-request.ts'
import type { Deployer, Deployment } from './deployment.ts'
import { followDeployment } from './follow-deployment.ts'
import { canLock, hasLock } from './lock-languages.ts'
import { relockImporters } from './relock-importers.ts'
import { scriptHash } from './script-hash.ts'

/** A version of a script as somebody wants it. */
export interface NewScript {
  path: string
  summary: string
  description: string
  content: string
  language: string
  kind: string
  schema: JsonObject | null
  /** Made by a job when undefined. An empty one counts as a lock. */
  lock?: string
  /** The fields that were set and that only some scripts have. */
  options: JsonObject
  /** The version that this one is to follow. */
  parent_hash?: string
  /** Follow the live version of the path, whichever that is. */
  auto_parent?: boolean
  deployment_message?: string
  /** What the CLI has bundled of it, to be run in place of the content (`codebases` of wmill.yaml). */
  bundle?: string
}

/** How many ancestors a version remembers. */
const REMEMBERED_PARENTS = 20

/**
 * Deploys a version of a script and answers its hash. Its parent is archived; without a lock, a `dependencies` job is
 * queued, and the version is not runnable by its path until that has ended. With `skipIfNoop`, a version that says
 * nothing new is not made: the parent's hash is the answer. `askedAt` is when the request came. Throws 400, in
 * Windmill's words, for a version that is there already, for a path that is taken, and for a parent that does not exist
 * or has been followed already.
 */
export function createScript(
  on: Deployment,
  by: Deployer,
  script: NewScript,
  skipIfNoop: boolean,
  askedAt = on.system.now(),
): string {
  const { store, system } = on
  const { connection } = store
  const { workspace_id } = by
  const { auto_parent, deployment_message, ...identity } = script
  const hash = scriptHash(identity as unknown as JsonObject)
  const lock = hasLock(script.language) && !script.options.codebase ? script.lock : ''

  return store.transaction(() => {
    const same = scripts.getScriptByHash.one(connection, { workspace_id, hash })
    if (same && madeMeanwhile(same, askedAt)) return hash
    if (same) {
      throw badRequest('A script with same hash (hence same path, description, summary, content) already exists!')
    }
    const live = scripts.getLiveScript.one(connection, { workspace_id, path: script.path })
    const parent = findParent(on, by, script, live)
    if (skipIfNoop && parent && saysNothingNew(script, parent)) return parent.hash

    if (parent) scripts.archiveScript.run(connection, { workspace_id, hash: parent.hash })
    scripts.insertScript.run(connection, {
      workspace_id,
      hash,
      path: script.path,
      parent_hashes: parent ? [parent.hash, ...parent.parent_hashes].slice(0, REMEMBERED_PARENTS) : [],
      summary: script.summary,
      description: script.description,
      content: script.content,
      language: script.language,
      kind: script.kind,
      schema: script.schema,
      lock: lock ?? null,
      options: script.options,
      extra_perms: parent?.extra_perms ?? {},
      created_by: by.username,
      created_at: system.now(),
      deployment_msg: deployment_message ?? null,
    })
    if (script.bundle !== undefined) {
      scripts.setScriptBundle.run(connection, { workspace_id, hash, bundle: script.bundle })
    }
    followDeployment(store, workspace_id, false, script.path, parent?.path)
    if (lock === undefined) queueLock(on, by, script, hash)
    if (canLock(script.language)) relockImporters(on, by, script, parent)
    return hash
  })
}

function queueLock({ store, queue }: Deployment, by: Deployer, { path, language }: NewScript, hash: string): void {
  const dependency_job = queue.push(dependencyJob(by, { of: 'script', hash }, path, { language }))
  scripts.setScriptDependencyJob.run(store.connection, { workspace_id: by.workspace_id, hash, dependency_job })
}

/** The version that the new one follows; the lineage is a line, and a path has one live version. */
function findParent(on: Deployment, by: Deployer, script: NewScript, live: Script | undefined): Script | undefined {
  const { connection } = on.store
  const { workspace_id } = by
  const hash = script.auto_parent ? live?.hash : script.parent_hash
  const conflict = () => badRequest(`Path conflict for ${script.path} with non-archived hash ${live!.hash}`)
  if (hash === undefined) {
    if (live) throw conflict()
    return undefined
  }
  const parent = scripts.getScriptByHash.one(connection, { workspace_id, hash })
  if (!parent) throw badRequest('The parent hash does not seem to exist')
  const child = scripts.getChildOfScript.one(connection, { workspace_id, hash })
  if (child) {
    throw badRequest(
      `A script with hash ${child.hash} with same parent_hash has been found. However, the lineage must be linear: no 2 scripts can have the same parent`,
    )
  }
  if (live && live.hash !== hash) throw conflict()
  return parent
}

function saysNothingNew(script: NewScript, parent: Script): boolean {
  const said = ({ path, summary, description, content, language, kind, schema, options }: NewScript | Script) => [
    path,
    summary,
    description,
    content,
    language,
    kind,
    schema,
    options,
  ]
  return (
    !parent.archived &&
    !parent.deleted &&
    (script.lock ?? '') === (parent.lock ?? '') &&
    isDeepStrictEqual(said(script), said(parent))
  )
}

/** Requests that come within this time of each other could not have known of each other. */
const SAME_MOMENT_MS = 10

/** Whether a version was made while the same was asked for, or is still being locked: both who asked get it. */
const madeMeanwhile = (made: Script, askedAt: number): boolean =>
  made.created_at >= askedAt - SAME_MOMENT_MS || (made.lock === null && made.lock_error_logs === null)
