import type { AgentTool, FlowModule, FlowModuleValue, FlowValue, RawScriptValue } from '../shared/openflow.ts'

/** An inline script of a flow, under the id of its step (or of an agent's tool). */
export interface InlineScript {
  id: string
  script: RawScriptValue
}

/** All inline scripts of a flow, those of loops, branches, handlers and agents' tools included, in the flow's order. */
export function flowScripts(value: FlowValue): InlineScript[] {
  const { modules, failure_module, preprocessor_module } = value
  return [preprocessor_module, ...modules, failure_module].flatMap((module) => (module ? scriptsOf(module) : []))
}

const scriptsOf = ({ id, value }: FlowModule): InlineScript[] => scriptsIn(id, value)

function scriptsIn(id: string, value: FlowModuleValue): InlineScript[] {
  switch (value.type) {
    case 'rawscript':
      return [{ id, script: value }]
    case 'forloopflow':
    case 'whileloopflow':
      return value.modules.flatMap(scriptsOf)
    case 'branchone':
      return [...value.branches.flatMap((branch) => branch.modules), ...value.default].flatMap(scriptsOf)
    case 'branchall':
      return value.branches.flatMap((branch) => branch.modules).flatMap(scriptsOf)
    case 'aiagent':
      return value.tools.flatMap((tool) => toolScripts(tool))
    default:
      return []
  }
}

function toolScripts({ id, value }: AgentTool): InlineScript[] {
  const tool = value as unknown as FlowModuleValue
  return tool.type === 'rawscript' ? [{ id, script: tool }] : []
}
