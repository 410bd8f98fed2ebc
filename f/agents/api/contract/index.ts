/**
 * What the API of agents takes and answers: one table that the triggers and the OpenAPI document are made of. A route's
 * script imports the file of its group alone, because a job loads all that is imported.
 */
import { z } from 'zod'
import * as agents from './agents.ts'
import * as memories from './memories.ts'
import type { Route } from './route.ts'
import * as runs from './runs.ts'
import * as sessions from './sessions.ts'

export type { Route, SharedRefusal } from './route.ts'
export { errorBody } from './shapes.ts'

/** The routes, by the names of their scripts. */
export const ROUTES = {
  create_agent: agents.createAgent,
  list_agents: agents.listAgents,
  get_agent: agents.getAgent,
  change_agent: agents.changeAgent,
  delete_agent: agents.deleteAgent,
  list_versions: agents.listVersions,
  publish_agent: agents.publishAgent,
  export_agent: agents.exportAgent,
  import_agents: agents.importAgents,
  export_flow: agents.exportFlow,
  start_run: runs.startRun,
  list_runs: runs.listRuns,
  get_run: runs.getRun,
  list_events: runs.listEvents,
  decide_approval: runs.decideApproval,
  cancel_run: runs.cancelRun,
  list_sessions: sessions.listSessions,
  get_session: sessions.getSession,
  delete_session: sessions.deleteSession,
  fork_session: sessions.forkSession,
  list_memories: memories.listMemories,
  add_memory: memories.addMemory,
  delete_memories: memories.deleteMemories,
  delete_memory: memories.deleteMemory,
  decide_memory: memories.decideMemory,
} as const satisfies Record<string, Route>

/** The OpenAPI document. It has a parameter because a part of a route's path can hold no dot in Windmill. */
export const DOCUMENT_ROUTE = {
  method: 'get',
  path: ':document',
  summary: 'Read this API as an OpenAPI document',
  params: z.object({ document: z.string() }),
  answers: { 200: { description: 'An OpenAPI 3.1 document', schema: z.record(z.string(), z.unknown()) } },
} as const satisfies Route
