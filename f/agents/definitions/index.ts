/** Agents as data: made, changed, versioned, published, rolled back, exchanged, exported to Windmill's own agent step. */
export type { AgentVersionRow } from '../store/agents.ts'
export type { ImportedRow, ImportMode } from '../store/import_agents.ts'
export { type AgentSummary, type AgentView, summaryOf } from './agent_view.ts'
export { type AgentExport, exportAgent, exportDocument, importAgents } from './exchange_agents.ts'
export {
  changeAgent,
  checkDefinition,
  createAgent,
  deleteAgent,
  publishAgent,
  showAgent,
  showVersions,
  type WhichAgent,
} from './manage_agents.ts'
export { type FlowSources, type NativeFlow, nativeFlow } from './native_flow.ts'
