import { inspectScript } from '../../executor/index.ts'
import type { JsonObject } from '../../shared/json.ts'
import { setFields } from '../items/fields.ts'

const TYPESCRIPT = ['bun', 'bunnative', 'nativets', 'deno']

/** Kinds that are called as they are, so that they are never taken for a module. */
const ENTRYPOINTS = ['failure', 'trigger', 'approval']

/**
 * What Windmill reads from a script's code when it is deployed: whether it has a preprocessor, and whether it is a
 * module without `main` (`lib`) or a workflow-as-code (`wac`). Code that cannot be read is deployed all the same, with
 * what the caller said.
 */
export function codeFacts(content: string, language: string, kind: string, said: JsonObject): JsonObject {
  if (kind === 'preprocessor' || !TYPESCRIPT.includes(language)) return said
  const { auto_kind, has_preprocessor, ...rest } = said
  try {
    const { hasMain, hasPreprocessor, isWorkflow } = inspectScript(content, language)
    const found = isWorkflow ? 'wac' : hasMain || ENTRYPOINTS.includes(kind) ? undefined : 'lib'
    return { ...rest, ...setFields({ auto_kind: auto_kind ?? found, has_preprocessor: hasPreprocessor || undefined }) }
  } catch {
    return said
  }
}
