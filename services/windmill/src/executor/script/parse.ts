import { type Program, parseSync } from 'oxc-parser'
import { executionError } from '../job-error.ts'

/** A TypeScript module, parsed; an execution error that names the place when it is no valid TypeScript. */
export function parseModule(code: string): { program: Program; imports: string[] } {
  const { program, module, errors } = parseSync('main.ts', code)
  const [error] = errors
  if (error) {
    const line = code.slice(0, error.labels[0]?.start ?? 0).split('\n').length
    throw executionError(`Error while parsing code, it is invalid TypeScript: ${error.message} (line ${line})`)
  }
  const imported = module.staticImports.filter(
    ({ entries }) => !entries.length || entries.some((entry) => !entry.isType),
  )
  const reexported = module.staticExports.flatMap(({ entries }) => entries.map((entry) => entry.moduleRequest?.value))
  const imports = [...imported.map(({ moduleRequest }) => moduleRequest.value), ...reexported]
  return { program, imports: [...new Set(imports.filter((specifier) => specifier !== undefined))] }
}
