import type { Member } from '../../auth/index.ts'
import type { JsonObject } from '../../shared/json.ts'
import {
  apps,
  flows,
  folders,
  resources,
  resourceTypes,
  schedules,
  scripts,
  triggers,
  variables,
  workspaceDependencies,
} from '../../store/index.ts'
import { appView } from '../apps/index.ts'
import type { Windmill } from '../context.ts'
import { flowView } from '../flows/index.ts'
import { seenOf } from '../items/access.ts'
import { scheduleView } from '../schedules/index.ts'
import { triggerView } from '../triggers/index.ts'
import { dependencyFile } from '../workspace-dependencies.ts'
import type { ArchiveMember, ArchiveQuery } from './archive.ts'
import { memberJson } from './member-json.ts'
import { scriptMembers } from './script-members.ts'
import { settingsMembers } from './settings-members.ts'

/** Types of resources that scripts keep their state in; they belong to runs, not to a repository. */
const STATES = ['state', 'cache']

/**
 * All that the caller may see of a workspace, as files: the names and fields are those that the CLI takes apart into a
 * repository (seen of Windmill 1.788).
 */
export async function archiveMembers(
  windmill: Windmill,
  member: Member,
  query: ArchiveQuery,
): Promise<ArchiveMember[]> {
  const { auth, store, datatable, system } = windmill
  const { connection } = store
  const { workspace_id } = member
  const all = { workspace_id }
  const perms = query.preserve_extra_perms ? 'if_any' : 'drop'
  const members: ArchiveMember[] = settingsMembers(windmill, member, query)
  const add = (name: string, item: JsonObject, keep: Parameters<typeof memberJson>[1] = 'drop') =>
    members.push({ name, content: memberJson(item, keep) })

  for (const folder of folders.listFolders.all(connection, all)) {
    if (!auth.canRead(member, `f/${folder.name}/`, folder.extra_perms)) continue
    const { display_name, owners, extra_perms, summary, default_permissioned_as } = folder
    const someone = default_permissioned_as.length > 0 && { default_permissioned_as }
    add(`f/${folder.name}/folder.meta.json`, { display_name, owners, extra_perms, summary, ...someone }, 'keep')
  }
  for (const script of seenOf(windmill, member, scripts.allLiveScripts.all(connection, all))) {
    members.push(...scriptMembers(script, query.default_ts, perms))
  }
  for (const flow of seenOf(windmill, member, flows.allLiveFlows.all(connection, all))) {
    add(`${flow.path}.flow.json`, flowView(flow), perms)
  }
  for (const app of seenOf(windmill, member, apps.listApps.all(connection, { ...all, ...NO_FILTER }))) {
    const { on_behalf_of, on_behalf_of_email, ...policy } = app.policy
    add(`${app.path}.${app.raw_app ? 'raw_app' : 'app'}.json`, { ...appView(app), policy }, perms)
  }
  if (!query.skip_resources) {
    for (const resource of seenOf(windmill, member, resources.listResources.all(connection, all))) {
      if (STATES.includes(resource.resource_type)) continue
      const { path, value, description, resource_type, labels } = resource
      add(`${path}.resource.json`, { value, description, resource_type, ...(labels && { labels }) })
    }
  }
  if (!query.skip_resource_types) {
    for (const type of resourceTypes.listResourceTypes.all(connection, all)) {
      const { name, schema, description, format_extension, is_fileset } = type
      add(`${name}.resource-type.json`, { schema, description, format_extension, is_fileset })
    }
  }
  if (!query.skip_variables) {
    for (const variable of seenOf(
      windmill,
      member,
      variables.listVariables.all(connection, { ...all, now: system.now() }),
    )) {
      const { path, is_secret, description, labels, expires_at } = variable
      // What expires belongs to a job, not to a repository.
      if (expires_at !== null) continue
      if (is_secret && query.skip_secrets) continue
      const plain = is_secret && (query.plain_secret || query.plain_secrets)
      const value = plain ? auth.open(workspace_id, variable.value) : variable.value
      add(`${path}.variable.json`, { value, is_secret, description, ...(labels && { labels }) })
    }
  }
  if (query.include_schedules) {
    for (const schedule of seenOf(
      windmill,
      member,
      schedules.listSchedules.all(connection, { ...all, ...NO_FILTER }),
    )) {
      add(`${schedule.path}.schedule.json`, scheduleView(schedule))
    }
  }
  if (query.include_triggers) {
    for (const trigger of seenOf(windmill, member, triggers.allTriggers.all(connection, all))) {
      add(`${trigger.path}.${trigger.kind}_trigger.json`, triggerView(trigger))
    }
  }
  if (query.include_workspace_dependencies && member.is_admin) {
    for (const dependencies of workspaceDependencies.listWorkspaceDependencies.all(connection, all)) {
      const name = dependencyFile(dependencies)
      if (name) members.push({ name: `dependencies/${name}`, content: dependencies.content })
    }
  }
  if (!query.skip_datatable_migrations) {
    for (const { timestamp, name, up, down } of await datatable.migrations.list()) {
      const file = `migrations/datatable/main/${timestamp}_${name}`
      members.push({ name: `${file}.up.sql`, content: up })
      if (down !== undefined) members.push({ name: `${file}.down.sql`, content: down })
    }
  }
  return members
}

/** Lists want each of their filters named. */
const NO_FILTER = {
  path: undefined,
  is_flow: undefined,
  path_start: undefined,
  path_exact: undefined,
  schedule_path: undefined,
  description: undefined,
  summary: undefined,
}
