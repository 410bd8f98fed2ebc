import { permissionedAs } from '../auth/index.ts'
import type { Job, JobOptions, NewJob } from '../shared/job.ts'
import type { JsonObject } from '../shared/json.ts'
import type { FlowValue } from '../shared/openflow.ts'
import type { Deployer } from './deployment.ts'
import type { RawPackageLists } from './package-list.ts'

/** A script that is not deployed and that a lock is wanted for. */
export interface RawScript {
  raw_code: string
  language: string
  /** Where it will stand; relative imports start from there. */
  script_path: string
}

/** What a job that makes locks works on. It stands in the job's `options.dependencies`. */
export type DependencyRequest =
  /** A deployed version of a script, which becomes runnable with its lock. */
  | { of: 'script'; hash: string }
  /** The inline scripts of a deployed version of a flow: those without a lock, and those of the steps `anew`. */
  | { of: 'flow'; version_id: number; anew?: string[] }
  /** The inline scripts of a deployed version of an app. */
  | { of: 'app'; version_id: number }
  /** Scripts that the CLI holds (`wmill generate-metadata`). */
  | { of: 'raw_scripts'; scripts: RawScript[]; entrypoint: string; package_lists?: RawPackageLists }
  /** A flow that the CLI holds. */
  | { of: 'raw_flow'; value: FlowValue; path: string; package_lists?: RawPackageLists }

const KINDS = {
  script: 'dependencies',
  raw_scripts: 'dependencies',
  flow: 'flowdependencies',
  raw_flow: 'flowdependencies',
  app: 'appdependencies',
} as const

/** The job that carries out a request. `tempScriptRefs` are contents to import in place of what is deployed. */
export function dependencyJob(
  by: Deployer,
  request: DependencyRequest,
  path: string,
  fields: Partial<NewJob> = {},
  tempScriptRefs?: JobOptions['temp_script_refs'],
): NewJob {
  return {
    workspace_id: by.workspace_id,
    kind: KINDS[request.of],
    created_by: by.username,
    permissioned_as: permissionedAs(by.username),
    email: by.email,
    script_path: path,
    script_hash: request.of === 'script' ? request.hash : undefined,
    args: {},
    ...fields,
    options: {
      ...fields.options,
      // JSON has no unions: the type is kept by `requestOf`.
      dependencies: request as unknown as JsonObject,
      ...(tempScriptRefs && { temp_script_refs: tempScriptRefs }),
    },
  }
}

/** The request that a job carries. */
export function requestOf(job: Job): DependencyRequest {
  return job.options.dependencies as unknown as DependencyRequest
}
