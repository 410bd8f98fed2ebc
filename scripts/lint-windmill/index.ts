/** What of a repository a free Windmill does not do, although it takes it without a word. */
import { codeFindings } from './code.ts'
import { fieldFindings } from './fields.ts'
import type { Finding, RepositoryFile } from './finding.ts'
import { routeFindings } from './routes.ts'

export type { Finding, RepositoryFile } from './finding.ts'
export { readRepository } from './read-repository.ts'

/** All findings, in the order of the files. */
export const lintWindmill = (files: RepositoryFile[]): Finding[] =>
  files.flatMap((file) => [...fieldFindings(file), ...codeFindings(file), ...routeFindings(file, files)])
