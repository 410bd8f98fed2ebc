import type { Finding, RepositoryFile } from './finding.ts'

const RESTART = /\/jobs\/restart\/f\/|\brestartFlowAtStep\b/

/**
 * Calls in a script that a free Windmill refuses: a flow cannot
 * be restarted from a step (a 500, without a word of why).
 */
export function codeFindings({ path, text }: RepositoryFile): Finding[] {
  if (!/^[fu]\/.*\.tsx?$/.test(path) || !RESTART.test(text)) return []
  const why = 'a free Windmill answers 500: run the flow from its start, with steps that do nothing twice'
  return [{ path, what: 'restarting a flow from a step', why }]
}
