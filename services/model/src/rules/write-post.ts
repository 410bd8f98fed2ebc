import type { Rule } from '../rule.ts'
import { isObject, parseJson } from '../schema/json.ts'
import { TIME_WORDS, timeIn } from '../text/dates.ts'
import { windmillPath } from '../text/paths.ts'
import { quoted } from '../text/values.ts'
import { shorten } from '../text/words.ts'
import type { Answer, ToolResult, Turn } from '../turn.ts'
import { namesATool, offersAll } from './openanalyst-tools.ts'

const I_AM = "I am the offline model: plain rules, no language model, so I can't"

/** 'Schedule the post "Hello" for tomorrow 9:00' → `create_post {text}`, then `schedule_post {post_id, at}`. */
export const writePost: Rule = {
  name: 'write-post',
  about: 'drafts a post of words that the user gives, and schedules or publishes it',
  answer(turn) {
    if (turn.mustCall || !offersAll(turn, 'create_post', 'schedule_post') || namesATool(turn.task)) return null
    const { task } = turn
    const wish = wishOf(task)
    if (!wish) return null
    const last = turn.results.at(-1)
    if (last) return goOn(turn, wish, last)
    const text = wordsOf(task)
    if (!text)
      return {
        text: `${I_AM} make up its words. Say them: ${wish} the post "Hello"${wish === 'schedule' ? ' for tomorrow 9:00' : ''}`,
      }
    if (wish === 'schedule' && !timeOf(turn))
      return { text: `${I_AM} tell when that is. Say the day and the time, such as 2026-12-01T09:00:00+01:00.` }
    const api = windmillPath(task)
    return {
      calls: [
        { name: 'create_post', arguments: { text, ...(api && { api }), ...(wish === 'publish' && { publish: true }) } },
      ],
    }
  },
}

type Wish = 'draft' | 'schedule' | 'publish'

function wishOf(task: string): Wish | null {
  const bare = task.replace(/"[^"]*"/g, ' ')
  if (/\bengagement\b|\banaly[sz]|\bunschedule|\bperform/i.test(bare)) return null
  if (!/\b(?:posts?|tweets?|publish\w*)\b/i.test(bare)) return null
  if (/\bschedul\w*/i.test(bare) || TIME_WORDS.test(bare)) return 'schedule'
  if (/\bpublish\w*|\b(?:right away|at once|now)\b/i.test(bare)) return 'publish'
  return /\b(?:draft|write|create|make|prepare|post|tweet)\b/i.test(bare) ? 'draft' : null
}

/** The words in quotation marks, or those after "that says". */
function wordsOf(task: string): string | undefined {
  const said = quoted(task)[0] ?? /\b(?:that says|which says|saying|with the words)\s+(.+)$/is.exec(task)?.[1]
  const text = said?.replace(quoted(task)[0] === said ? /$^/ : TIME_WORDS, '').trim()
  return text || undefined
}

const timeOf = ({ task, time }: Turn) => timeIn(task.replace(/"[^"]*"/g, ' '), time)

/** The next call, or what came of the last; null when it failed, which is told like any failure. */
function goOn(turn: Turn, wish: Wish, last: ToolResult): Answer | null {
  const post = parseJson(last.content)
  if (!isObject(post) || typeof post.id !== 'string') return null
  const at = timeOf(turn)
  if (wish === 'schedule' && last.name === 'create_post' && at)
    return { calls: [{ name: 'schedule_post', arguments: { post_id: post.id, at } }] }
  const what = `The post "${shorten(String(post.text), 80)}"`
  if (post.status === 'published')
    return { text: `${what} is published${post.url ? ` at ${post.url as string}` : ''} (${post.id}).` }
  if (post.status === 'scheduled') return { text: `${what} is scheduled for ${post.due_at ?? at} (${post.id}).` }
  return { text: `${what} is a draft (${post.id}).` }
}
