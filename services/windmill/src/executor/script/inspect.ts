import type { Program } from 'oxc-parser'
import { bashParameters } from './bash-signature.ts'
import { parseModule } from './parse.ts'
import { type Parameter, signatureOf } from './signature.ts'
import { nameTasks } from './task-names.ts'

/** What can be told of a script without running it. */
export interface ScriptFacts {
  /** The parameters of `main`; empty when there is none. */
  args: Parameter[]
  hasMain: boolean
  hasPreprocessor: boolean
  /** A workflow-as-code: its `main` is wrapped in `workflow(…)` of windmill-client. */
  isWorkflow: boolean
  /** Module specifiers that it imports, types left out. */
  imports: string[]
}

/** Languages whose scripts are run by Bun. */
export const BUN_LANGUAGES: readonly string[] = ['bun', 'bunnative', 'nativets', 'deno']

/**
 * Reads a script: its parameters, what it exports, what it imports. Throws an execution error when it is no valid
 * TypeScript. A language that the executor does not run gives a script without parameters.
 */
export function inspectScript(code: string, language: string): ScriptFacts {
  if (language === 'bash') {
    const args = bashParameters(code).map((name) => ({ name, type: 'string', isDate: false, optional: true }))
    return { args, hasMain: true, hasPreprocessor: false, isWorkflow: false, imports: [] }
  }
  if (!BUN_LANGUAGES.includes(language)) {
    return { args: [], hasMain: false, hasPreprocessor: false, isWorkflow: false, imports: [] }
  }
  const { program, imports } = parseModule(code)
  const exported = exportedNames(program)
  return {
    args: signatureOf(program, 'main') ?? [],
    hasMain: exported.includes('main'),
    hasPreprocessor: exported.includes('preprocessor'),
    isWorkflow: isWorkflow(program),
    imports,
  }
}

/** A script as it is to be bundled and called, from one reading of it. */
export interface RunnableScript {
  /** The code, with names for tasks that have none (`nameTasks`). */
  code: string
  isWorkflow: boolean
  /** Parameters of the function that is called; undefined when it is no function that Windmill can read. */
  parametersOf(entrypoint: string): Parameter[] | undefined
}

/** Reads a script once for all that running it needs. Throws an execution error when it is no valid TypeScript. */
export function readScript(code: string): RunnableScript {
  const { program } = parseModule(code)
  const workflow = isWorkflow(program)
  return {
    code: workflow ? nameTasks(program, code) : code,
    isWorkflow: workflow,
    parametersOf: (entrypoint) => signatureOf(program, entrypoint),
  }
}

/** Windmill takes a script for a workflow-as-code when it imports `workflow` from windmill-client. */
function isWorkflow(program: Program): boolean {
  return program.body.some((statement) => {
    if (statement.type !== 'ImportDeclaration' || statement.source.value !== 'windmill-client') return false
    return statement.specifiers.some(
      (specifier) =>
        specifier.type === 'ImportSpecifier' &&
        (specifier.imported.type === 'Identifier' ? specifier.imported.name : specifier.imported.value) === 'workflow',
    )
  })
}

function exportedNames(program: Program): string[] {
  return program.body.flatMap((statement) => {
    if (statement.type !== 'ExportNamedDeclaration') return []
    const { declaration, specifiers } = statement
    if (declaration?.type === 'VariableDeclaration') {
      return declaration.declarations.map(({ id }) => (id.type === 'Identifier' ? id.name : ''))
    }
    if (declaration && 'id' in declaration && declaration.id?.type === 'Identifier') return [declaration.id.name]
    return specifiers.map(({ exported }) => (exported.type === 'Identifier' ? exported.name : exported.value))
  })
}
