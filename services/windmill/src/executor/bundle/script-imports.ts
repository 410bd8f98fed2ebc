import { parseModule } from '../script/parse.ts'
import { workspacePath } from './workspace-path.ts'

/** The paths of the scripts that a script imports itself. Throws an execution error when it is no valid TypeScript. */
export function scriptImportsOf(code: string, path: string): string[] {
  return parseModule(code).imports.flatMap((specifier) => workspacePath(specifier, path) ?? [])
}
