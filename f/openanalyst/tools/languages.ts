import type { NewScript } from 'windmill-client'
import { CodedError } from '../../lib/errors.ts'

type Language = NewScript['language']

/** What models call languages, and what Windmill does. */
const LANGUAGES: Record<string, Language> = {
  bun: 'bun',
  typescript: 'bun',
  ts: 'bun',
  javascript: 'bun',
  js: 'bun',
  nodejs: 'bun',
  deno: 'deno',
  nativets: 'nativets',
  python: 'python3',
  python3: 'python3',
  py: 'python3',
  bash: 'bash',
  shell: 'bash',
  sh: 'bash',
  sql: 'postgresql',
  postgres: 'postgresql',
  postgresql: 'postgresql',
  go: 'go',
  golang: 'go',
  php: 'php',
  rust: 'rust',
  powershell: 'powershell',
}

/** Windmill's name of a language. Throws CodedError `UNKNOWN_LANGUAGE` with those that there are. */
export function languageOf(name: string): Language {
  const language = LANGUAGES[name.toLowerCase()]
  if (language) return language
  const known = [...new Set(Object.values(LANGUAGES))].join(', ')
  throw new CodedError('UNKNOWN_LANGUAGE', `There is no language "${name}"; there are: ${known}.`)
}
