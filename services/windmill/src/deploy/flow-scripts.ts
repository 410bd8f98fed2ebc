import type { FlowValue, RawScriptValue } from '../shared/openflow.ts'
import { flowSteps } from './flow-steps.ts'

/** An inline script of a flow, under the id of its step (or of an agent's tool). */
export interface InlineScript {
  id: string
  script: RawScriptValue
}

/** All inline scripts of a flow, those of loops, branches, handlers and agents' tools included, in the flow's order. */
export function flowScripts(value: FlowValue): InlineScript[] {
  return flowSteps(value).flatMap(({ id, value }) => (value.type === 'rawscript' ? [{ id, script: value }] : []))
}
