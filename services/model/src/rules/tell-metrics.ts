import type { Rule } from '../rule.ts'
import { isObject, type Json, parseJson } from '../schema/json.ts'
import { type Days, daysIn } from '../text/dates.ts'
import { windmillPath } from '../text/paths.ts'
import { stem, words } from '../text/words.ts'
import type { Answer, ToolResult } from '../turn.ts'
import { namesATool, offersAll, type TeamTool } from './openanalyst-tools.ts'

/** "Report of last week" → `fetch_metrics {from_day, to_day}`, then `generate_report` of the same days. */
export const tellMetrics: Rule = {
  name: 'tell-metrics',
  about: 'fetches metrics and reports or counts them, or analyzes the engagement of posts, for the days that are named',
  answer(turn) {
    if (turn.mustCall || !offersAll(turn, 'fetch_metrics', 'aggregate_data', 'generate_report')) return null
    const { task, time } = turn
    const chain = namesATool(task) ? undefined : chainOf(task)
    if (!chain) return null
    const days = daysIn(task, time?.day)
    if (days === 'unknown')
      return {
        text: "I am the offline model: plain rules, no language model, so I can't tell which days those are. Write them: 2026-11-09 to 2026-11-15.",
      }
    const last = turn.results.at(-1)
    if (last && failed(last)) return null
    const next = chain[turn.results.length]
    return next ? { calls: [{ name: next, arguments: argumentsOf(next, task, days) }] } : sumUp(task, last)
  },
}

/** The tools that a wish takes, in their order. */
function chainOf(task: string): TeamTool[] | undefined {
  if (/\bengagement\b|\bposts?\b/i.test(task)) return ['analyze_engagement']
  if (/\breports?\b/i.test(task)) return ['fetch_metrics', 'generate_report']
  if (/\baggregat\w*/i.test(task)) return ['aggregate_data']
  if (/\bhow many\b|\b(?:visit|visitor|follower|number|total|average|growth)s?\b/i.test(task))
    return ['fetch_metrics', 'aggregate_data']
  return /\bmetrics?\b/i.test(task) ? ['fetch_metrics'] : undefined
}

function argumentsOf(tool: TeamTool, task: string, days: Days | undefined): Record<string, Json> {
  const source = windmillPath(task)
  if (tool === 'analyze_engagement') {
    const count = days && (Date.parse(days.to) - Date.parse(days.from)) / 86_400_000 + 1
    return { ...(count && { days: count }), ...(source && { api: source }) }
  }
  const of: Record<string, Json> = days ? { from_day: days.from, to_day: days.to } : {}
  if (tool === 'fetch_metrics') return { ...of, ...(source && { source }) }
  const by: Record<string, Json> = /\b(?:by|per|each) week\b|\bweekly\b/i.test(task) ? { by: 'week' } : {}
  return { ...of, ...by, ...(source && { sources: [source] }), ...(tool === 'generate_report' && { title: 'Report' }) }
}

const failed = ({ content }: ToolResult) => {
  const value = parseJson(content)
  return isObject(value) && isObject(value.error)
}

/** What the last tool returned, in words; null when it is none of those that are told apart. */
function sumUp(task: string, last: ToolResult | undefined): Answer | null {
  const value = last && parseJson(last.content)
  if (!last || !isObject(value)) return null
  if (last.name === 'generate_report') return { text: inShort(String(value.markdown)) }
  if (last.name === 'aggregate_data') return { text: totals(task, value) }
  if (last.name === 'analyze_engagement') return { text: engagement(value) }
  return null
}

/** The head of a report, and what it says in short. */
function inShort(markdown: string): string {
  const parts = markdown.trim().split(/\n{2,}/)
  const short = parts.indexOf('## In short')
  return [...parts.slice(0, 2), short < 0 ? parts[3] : parts[short + 1]].filter(Boolean).join('\n')
}

function totals(task: string, { series, from_day, to_day }: Record<string, Json>): string {
  const all = (Array.isArray(series) ? series : []).filter(isObject).filter(({ source }) => source === null)
  const said = new Set(words(task).map(stem))
  const meant = all.filter(({ metric }) => words(String(metric)).some((word) => said.has(stem(word))))
  const lines = (meant.length > 0 ? meant : all).map(({ metric, total }) => {
    return `${metric as string}: ${isObject(total) ? total.sum : '?'} in all, ${from_day as string} to ${to_day as string}`
  })
  return lines.join('\n') || `There are no numbers for ${from_day as string} to ${to_day as string}.`
}

function engagement({ posts, total, faults }: Record<string, Json>): string {
  const ranked = objectsIn(posts)
  const unread = objectsIn(faults)
  if (ranked.length === 0) return 'There are no published posts of that time.'
  const counted = (value: Json | undefined) => {
    const { impressions, likes, comments, shares } = (isObject(value) ? value : {}) as Record<string, number>
    return `${impressions} impressions, ${likes} likes, ${comments} comments, ${shares} shares`
  }
  return [
    `${countOf(ranked)}: ${counted(total)}. The best first:`,
    ...ranked.slice(0, 5).map((post) => `- "${post.text as string}": ${counted(post)}`),
    ...(unread.length > 0 ? [`${countOf(unread)} could not be read:`] : []),
    ...unread.slice(0, 5).map(({ text, error }) => `- "${text as string}": ${isObject(error) ? error.message : '?'}`),
  ].join('\n')
}

const objectsIn = (value: Json | undefined) => (Array.isArray(value) ? value : []).filter(isObject)
const countOf = (posts: unknown[]) => `${posts.length} ${posts.length === 1 ? 'post' : 'posts'}`
