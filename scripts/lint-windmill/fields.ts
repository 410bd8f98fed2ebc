import { parse } from 'yaml'
import type { Finding, RepositoryFile } from './finding.ts'

interface Rule {
  /** Which files it looks at. */
  files: RegExp
  /** Fields that are heeded by the enterprise edition alone, wherever in the file they stand. */
  fields: string[]
  why: string
}

const ITEMS = /(\.script\.yaml|(__|\.)flow\/flow\.yaml)$/

/** Facts of Windmill 1.788 CE: it takes these fields, keeps them, and shows them (windmill-queue, jobs.rs). */
const RULES: Rule[] = [
  {
    files: /\.schedule\.yaml$/,
    fields: ['on_failure', 'on_recovery', 'on_success'],
    why: 'a free Windmill never runs handlers of schedules: let the flow itself have a failure step, or watch its jobs',
  },
  {
    files: ITEMS,
    fields: ['concurrent_limit', 'concurrency_key', 'concurrency_time_window_s'],
    why: 'a free Windmill ignores concurrency limits: take a lock in the data table, or let one flow do the work in turn',
  },
  {
    files: ITEMS,
    fields: ['dedicated_worker'],
    why: 'a free Windmill accepts it and then never runs the script: leave it out',
  },
  {
    files: /^settings\.yaml$/,
    fields: ['error_handler', 'success_handler'],
    why: 'a free Windmill never runs handlers of a workspace: let each flow have a failure step, or watch its jobs',
  },
  {
    files: /(__|\.)(raw_)?app\/(raw_)?app\.yaml$/,
    fields: ['custom_path'],
    why: 'a free Windmill has no paths of apps of their own: link to /apps/get/<path>',
  },
]

/** The settings of a file that a free Windmill does not heed. A file that is no YAML has none. */
export function fieldFindings({ path, text }: RepositoryFile): Finding[] {
  const rules = RULES.filter(({ files }) => files.test(path))
  if (rules.length === 0) return []
  const set = setFields(parse(text))
  return rules.flatMap(({ fields, why }) =>
    fields.filter((field) => set.has(field)).map((what) => ({ path, what, why })),
  )
}

/** Names whose value says something, at any depth but that of schemas, whose names are those of arguments. */
function setFields(value: unknown, found = new Set<string>()): Set<string> {
  if (Array.isArray(value)) for (const each of value) setFields(each, found)
  else if (typeof value === 'object' && value !== null) {
    for (const [name, each] of Object.entries(value)) {
      if (isSet(each)) found.add(name)
      if (!['schema', 'args', 'input_transforms'].includes(name)) setFields(each, found)
    }
  }
  return found
}

const isSet = (value: unknown): boolean => value !== null && value !== undefined && value !== false && value !== ''
