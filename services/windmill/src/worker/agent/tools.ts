import type OpenAI from 'openai'
import { inspectScript, type Parameter } from '../../executor/index.ts'
import { scriptRunnable } from '../../runnable/index.ts'
import { WindmillError } from '../../shared/errors.ts'
import type { Job } from '../../shared/job.ts'
import type { JsonObject } from '../../shared/json.ts'
import type { AgentTool, FlowModuleValue, InputTransforms } from '../../shared/openflow.ts'
import { jobs } from '../../store/index.ts'
import type { WorkerContext } from '../context.ts'

/** A tool of an agent step, as the model sees it and as it is run. */
export interface Tool {
  id: string
  name: string
  /** What runs: an inline script, or a deployed one. */
  value: Extract<FlowModuleValue, { type: 'rawscript' | 'script' }>
  schema: OpenAI.ChatCompletionFunctionTool
}

/** A tool's name as a model may write it. */
const NAME = /^[a-zA-Z0-9_]+$/

/**
 * The tools of an agent step. Throws an execution error for what
 * Windmill refuses as well (a flow), or this server does not have.
 */
export function readTools(worker: WorkerContext, job: Job, tools: AgentTool[]): Tool[] {
  return tools.map((tool) => {
    const name = tool.summary ?? ''
    if (!NAME.test(name)) {
      throw new WindmillError('execution', `Invalid tool name: ${name}. Letters, digits and underscores only.`)
    }
    const value = runnableOf(tool)
    const { parameters, description } = describe(worker, job, value)
    const byModel = parameters.filter(({ name: parameter }) => isModels(value.input_transforms, parameter))
    const properties = Object.fromEntries(byModel.map((parameter) => [parameter.name, schemaOf(parameter)]))
    const required = byModel.filter(({ optional }) => !optional).map((parameter) => parameter.name)
    const schema = { type: 'object', properties, required }
    return {
      id: tool.id,
      name,
      value,
      schema: { type: 'function', function: { name, description, parameters: schema } },
    }
  })
}

function runnableOf({ id, value }: AgentTool): Tool['value'] {
  const { tool_type, type } = value as { tool_type?: string; type?: string }
  if (tool_type === 'mcp' || tool_type === 'websearch') {
    throw new WindmillError(
      'execution',
      `the tool ${id} is of the kind ${tool_type}, which the embedded Windmill does not have`,
    )
  }
  if (type !== 'rawscript' && type !== 'script')
    throw new WindmillError('execution', `Unsupported tool: ${type ?? 'unknown'}`)
  return value as unknown as Tool['value']
}

function describe(
  worker: WorkerContext,
  job: Job,
  value: Tool['value'],
): { parameters: Parameter[]; description?: string } {
  if (value.type === 'rawscript') return { parameters: inspectScript(value.content, value.language).args }
  const { script_hash } = scriptRunnable(
    worker.store,
    job.workspace_id,
    value.hash ? { hash: value.hash } : { path: value.path },
  )
  const script = jobs.getRunnableScriptByHash.one(worker.store.connection, {
    workspace_id: job.workspace_id,
    hash: script_hash!,
  })!
  return { parameters: inspectScript(script.content, script.language).args }
}

const isModels = (transforms: InputTransforms | undefined, parameter: string): boolean => {
  const transform = transforms?.[parameter]
  return transform === undefined || transform.type === 'ai'
}

const JSON_TYPES: Record<string, string> = { string: 'string', number: 'number', boolean: 'boolean', bigint: 'integer' }

function schemaOf({ type, isDate }: Parameter): JsonObject {
  if (isDate) return { type: 'string', format: 'date-time' }
  const known = type ? JSON_TYPES[type] : undefined
  return known ? { type: known } : {}
}
