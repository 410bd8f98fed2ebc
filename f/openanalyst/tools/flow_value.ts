import { CodedError } from '../../lib/errors.ts'
import type { FlowToDeploy, Runnable } from '../../lib/windmill/index.ts'
import { languageOf } from './languages.ts'
import type { FlowStep } from './tool_arguments.ts'

type Module = FlowToDeploy['value']['modules'][number]

/** Names that Windmill keeps for itself. */
const RESERVED = new Set(['failure', 'preprocessor', 'flow_input', 'results'])

/**
 * The OpenFlow value of steps, and the schema of the flow's input. `there` are the runnables that the steps name, by
 * path. Throws CodedError `BAD_FLOW` with every fault: ids that are taken twice or reserved, results of steps that do
 * not come before, paths where nothing is, arguments that a runnable does not have or lacks.
 */
export function makeFlow(
  steps: FlowStep[],
  there: Map<string, Runnable>,
): { value: FlowToDeploy['value']; schema: Record<string, unknown> } {
  const faults = steps.flatMap((step, index) => {
    const before = steps.slice(0, index).map(({ id }) => id)
    return [...faultsOfId(step, before), ...faultsOfInputs(step, before), ...faultsOfRunnable(step, there)]
  })
  if (faults.length > 0) throw new CodedError('BAD_FLOW', `The flow cannot work. ${faults.join('; ')}`, { faults })
  return { value: { modules: steps.map((step) => makeModule(step, there)) }, schema: inputSchema(steps) }
}

function makeModule(step: FlowStep, there: Map<string, Runnable>): Module {
  const { id, summary = '', script_path, code, language = 'bun', input_transforms = {} } = step
  // A static transform without a value is null in Windmill too, so that nothing is lost where JSON drops undefined.
  const inputs = input_transforms as Extract<Module['value'], { type: 'script' }>['input_transforms']
  if (script_path !== undefined) {
    const { kind } = there.get(script_path)!
    return { id, summary, value: { type: kind, path: script_path, input_transforms: inputs } }
  }
  const raw = { type: 'rawscript' as const, content: code!, language: languageOf(language) as RawLanguage }
  return { id, summary, value: { ...raw, input_transforms: inputs } }
}

type RawLanguage = Extract<Module['value'], { type: 'rawscript' }>['language']

function faultsOfId({ id }: FlowStep, before: string[]): string[] {
  if (RESERVED.has(id)) return [`${id}: this id is reserved`]
  return before.includes(id) ? [`${id}: two steps have this id`] : []
}

function faultsOfInputs({ id, input_transforms = {} }: FlowStep, before: string[]): string[] {
  return expressionsOf(input_transforms).flatMap((expression) =>
    [...expression.matchAll(/\bresults(?:\.(\w+)|\[\s*['"](\w+)['"]\s*\])/g)]
      .map((match) => match[1] ?? match[2]!)
      .filter((name) => !before.includes(name))
      .map((name) => `${id}: results.${name} is no earlier step; earlier ones: ${before.join(', ') || 'none'}`),
  )
}

function faultsOfRunnable(
  { id, script_path, input_transforms = {} }: FlowStep,
  there: Map<string, Runnable>,
): string[] {
  if (script_path === undefined) return []
  const runnable = there.get(script_path)
  if (!runnable) return [`${id}: there is no script and no flow at ${script_path}`]
  const { properties = {}, required = [] } = runnable.schema
  const known = Object.keys(properties)
  // Windmill may not know the arguments of a script.
  if (known.length === 0) return []
  const given = Object.keys(input_transforms)
  const lacking = required.filter((name) => !given.includes(name))
  const unknown = given.filter((name) => !known.includes(name))
  return [
    ...lacking.map((name) => `${id}: ${script_path} needs the argument ${name}`),
    ...unknown.map((name) => `${id}: ${script_path} has no argument ${name}; it has ${known.join(', ')}`),
  ]
}

function expressionsOf(transforms: NonNullable<FlowStep['input_transforms']>): string[] {
  return Object.values(transforms).flatMap((transform) => (transform.type === 'javascript' ? [transform.expr] : []))
}

/** Each input that an expression reads, of any type. */
function inputSchema(steps: FlowStep[]): Record<string, unknown> {
  const names = steps
    .flatMap(({ input_transforms = {} }) => expressionsOf(input_transforms))
    .flatMap((expression) => [...expression.matchAll(/\bflow_input\.(\w+)/g)].map((match) => match[1]!))
  const properties = Object.fromEntries([...new Set(names)].map((name) => [name, { type: '', description: '' }]))
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object', properties, required: [] }
}
