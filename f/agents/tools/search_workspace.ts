import { OpenAPI } from 'windmill-client'
import { requestJson } from '../../lib/http.ts'

/** A script or flow that was found. */
export interface Found {
  kind: 'script' | 'flow'
  path: string
  summary: string
  description: string
}

/** (Default of `limit`) */
const MOST_FOUND = 20
/** How many items are looked through, of each kind. */
const MOST_READ = 1_000

/**
 * Scripts and flows that the user may see, by words in their paths, summaries and descriptions: those with the most of the
 * words first. Modules without a `main` are left out.
 */
export async function main(query: string, limit: number | null = null): Promise<Found[]> {
  const [scripts, flows] = await Promise.all([list('script'), list('flow')])
  const words = query.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  const hits = ({ path, summary, description }: Found) => {
    const text = `${path} ${summary} ${description}`.toLowerCase()
    return words.filter((word) => text.includes(word)).length
  }
  return [...scripts, ...flows]
    .map((found) => ({ found, score: hits(found) }))
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score || one.found.path.localeCompare(other.found.path))
    .slice(0, limit ?? MOST_FOUND)
    .map(({ found }) => found)
}

async function list(kind: Found['kind']): Promise<Found[]> {
  const url = `${OpenAPI.BASE}/w/${process.env.WM_WORKSPACE}/${kind}s/list?per_page=${MOST_READ}`
  const headers = { authorization: `Bearer ${OpenAPI.TOKEN}` }
  const items = (await requestJson(url, { headers })) as (Partial<Found> & { path: string; auto_kind?: string })[]
  return items
    .filter(({ auto_kind }) => auto_kind !== 'lib')
    .map(({ path, summary = '', description = '' }) => ({ kind, path, summary, description: description ?? '' }))
}
