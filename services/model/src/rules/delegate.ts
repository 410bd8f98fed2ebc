import type { Rule } from '../rule.ts'
import { contentStems, stem } from '../text/words.ts'
import type { Tool, Turn } from '../turn.ts'
import { MEMBER_TOOL } from './openanalyst-tools.ts'

/** "Report of last week" → `ask_member {member: "analyst", task}`, by what the tool says of its members. */
export const delegate: Rule = {
  name: 'delegate',
  about: 'hands a task to the member of the team whose description has most of its words',
  answer(turn) {
    const tool = turn.tools.find(({ name }) => name === MEMBER_TOOL)
    if (!tool || turn.results.length > 0 || turn.mustCall || turn.task.includes(MEMBER_TOOL)) return null
    const member = bestMember(tool, turn)
    return member ? { calls: [{ name: MEMBER_TOOL, arguments: { member, task: turn.task } }] } : null
  },
}

/** The description of the tool says what each member is for: "analyst: metrics, reports. social_manager: posts." */
function bestMember({ description, parameters }: Tool, { task }: Turn): string | undefined {
  const { member } = parameters.properties ?? {}
  const said = contentStems(task).map(stem)
  let best: { name: string; weight: number } | undefined
  for (const name of (member?.enum ?? []).map(String)) {
    const about = new RegExp(`\\b${name}: ([^.]*)`).exec(description)?.[1] ?? ''
    const known = new Set(contentStems(about).map(stem))
    const weight = said.filter((word) => known.has(word)).length
    if (weight > (best?.weight ?? 0)) best = { name, weight }
  }
  return best?.name
}
