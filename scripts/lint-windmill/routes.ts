import { parse } from 'yaml'
import { z } from 'zod'
import type { Finding, RepositoryFile } from './finding.ts'

const triggerSchema = z.looseObject({
  route_path: z.string().default(''),
  script_path: z.string().default(''),
  is_flow: z.boolean().default(false),
})

const PARAMETER = /(^|\/)[:*]\w+/
const PREPROCESSOR = /export\s+(async\s+)?function\s+preprocessor\b|export\s+const\s+preprocessor\b/

/**
 * HTTP routes whose parameters are lost: Windmill, of any edition, gives them to a preprocessor only. What a route runs is
 * looked up in `files`; a script or flow that is not there is somebody else's, and nothing is said of it.
 */
export function routeFindings({ path, text }: RepositoryFile, files: RepositoryFile[]): Finding[] {
  if (!path.endsWith('.http_trigger.yaml')) return []
  const { route_path, script_path, is_flow } = triggerSchema.parse(parse(text))
  if (!PARAMETER.test(route_path)) return []
  const runs = files.find((file) => isSourceOf(file.path, script_path, is_flow))
  if (!runs || hasPreprocessor(runs, is_flow)) return []
  const why = `only a preprocessor gets them, and ${runs.path} has none: export a function preprocessor(event)`
  return [{ path, what: `the parameters of ${route_path}`, why }]
}

const isSourceOf = (path: string, item: string, isFlow: boolean): boolean =>
  isFlow ? path === `${item}__flow/flow.yaml` || path === `${item}.flow/flow.yaml` : path === `${item}.ts`

const hasPreprocessor = ({ text }: RepositoryFile, isFlow: boolean): boolean =>
  isFlow ? parse(text)?.value?.preprocessor_module != null : PREPROCESSOR.test(text)
