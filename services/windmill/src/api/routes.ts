import { ABSENT, absentRoutes, absentWorkspaceRoutes } from './absent.ts'
import { aclRoutes } from './acls.ts'
import { appRoutes, executeComponentRoutes, openAppRoutes } from './apps/index.ts'
import { authRoutes } from './auth.ts'
import type { Routes } from './context.ts'
import { conversationRoutes } from './conversations/index.ts'
import { datatableRoutes } from './datatables.ts'
import { flowRoutes } from './flows/index.ts'
import { folderRoutes } from './folders.ts'
import { groupRoutes } from './groups.ts'
import { heldJobRoutes, httpRoutes } from './http-routes.ts'
import { instanceJobsRoutes, workerGroupRoutes, workerRoutes } from './instance-jobs.ts'
import { jobMetricsRoutes, jobsRoutes, openJobsRoutes } from './jobs/index.ts'
import { lockRoutes } from './locks.ts'
import { memberRoutes } from './members.ts'
import { resourceTypeRoutes } from './resource-types.ts'
import { resourceRoutes } from './resources.ts'
import { schedulePreviewRoutes, scheduleRoutes } from './schedules/index.ts'
import { scriptRoutes } from './scripts/index.ts'
import { settingsRoutes } from './settings.ts'
import { sharedUiRoutes } from './shared-ui.ts'
import { tarballRoutes } from './sync/index.ts'
import { tokenRoutes } from './tokens.ts'
import {
  ABSENT_TRIGGER_KINDS,
  absentTriggerRoutes,
  httpTriggerRoutes,
  websocketTriggerRoutes,
} from './triggers/index.ts'
import { userRoutes } from './users.ts'
import { variableRoutes } from './variables.ts'
import { workspaceDependencyRoutes } from './workspace-dependencies.ts'
import { workspaceEditRoutes } from './workspace-edits.ts'
import { workspaceKeyRoutes } from './workspace-key.ts'
import { workspaceSettingsRoutes } from './workspace-settings.ts'
import { workspaceRoutes } from './workspaces.ts'

const IN_WORKSPACE = '/api/w/:workspace'

/** Every group of routes and where it is mounted: the table of contents of the API. */
export const ROUTES: [prefix: string, routes: Routes][] = [
  ['/api/auth', authRoutes],
  ['/api/settings', settingsRoutes],
  ['/api/jobs', instanceJobsRoutes],
  ['/api/workers', workerRoutes],
  ['/api/configs', workerGroupRoutes],
  ['/api/users', userRoutes],
  ['/api/users/tokens', tokenRoutes],
  ['/api/workspaces', workspaceRoutes],
  [`${IN_WORKSPACE}/users`, memberRoutes],
  [`${IN_WORKSPACE}/groups`, groupRoutes],
  [`${IN_WORKSPACE}/workspaces`, workspaceSettingsRoutes],
  [`${IN_WORKSPACE}/workspaces`, workspaceEditRoutes],
  [`${IN_WORKSPACE}/workspaces`, workspaceKeyRoutes],
  [`${IN_WORKSPACE}/workspaces`, absentWorkspaceRoutes],
  ...Object.keys(ABSENT).map((part): [string, Routes] => [`${IN_WORKSPACE}/${part}`, absentRoutes(part)]),
  [`${IN_WORKSPACE}/workspaces`, datatableRoutes],
  [`${IN_WORKSPACE}/folders`, folderRoutes],
  [`${IN_WORKSPACE}/acls`, aclRoutes],
  [`${IN_WORKSPACE}/variables`, variableRoutes],
  [`${IN_WORKSPACE}/resources`, resourceTypeRoutes],
  [`${IN_WORKSPACE}/resources`, resourceRoutes],
  [`${IN_WORKSPACE}/jobs`, jobsRoutes],
  [`${IN_WORKSPACE}/jobs_u`, openJobsRoutes],
  [`${IN_WORKSPACE}/job_metrics`, jobMetricsRoutes],
  [`${IN_WORKSPACE}/flow_conversations`, conversationRoutes],
  [`${IN_WORKSPACE}/trigger`, heldJobRoutes],
  [`${IN_WORKSPACE}/apps_u`, executeComponentRoutes],
  ['/api/r', httpRoutes],
  [`${IN_WORKSPACE}/scripts`, scriptRoutes],
  [`${IN_WORKSPACE}/flows`, flowRoutes],
  [`${IN_WORKSPACE}/apps`, appRoutes],
  [`${IN_WORKSPACE}/apps_u`, openAppRoutes],
  ['/api/schedules', schedulePreviewRoutes],
  [`${IN_WORKSPACE}/schedules`, scheduleRoutes],
  [`${IN_WORKSPACE}/http_triggers`, httpTriggerRoutes],
  [`${IN_WORKSPACE}/websocket_triggers`, websocketTriggerRoutes],
  ...ABSENT_TRIGGER_KINDS.map((kind): [string, Routes] => [
    `${IN_WORKSPACE}/${kind}_triggers`,
    absentTriggerRoutes(kind),
  ]),
  [`${IN_WORKSPACE}/workspace_dependencies`, workspaceDependencyRoutes],
  [`${IN_WORKSPACE}/shared_ui`, sharedUiRoutes],
  [`${IN_WORKSPACE}/workspaces`, tarballRoutes],
  [`${IN_WORKSPACE}/jobs/run`, lockRoutes],
]
