import type { Rule } from '../rule.ts'
import { contentStems, stem } from '../text/words.ts'
import type { Call, Turn } from '../turn.ts'
import { MEMBER_TOOL } from './openanalyst-tools.ts'

/** "Report of last week" → `ask_member {member: "analyst", task}`, or `transfer_to_analyst`, by what is said of members. */
export const delegate: Rule = {
  name: 'delegate',
  about: 'hands a task to the member of the team whose description has most of its words',
  answer(turn) {
    const members = membersOf(turn)
    if (members.length === 0 || turn.results.length > 0 || turn.mustCall) return null
    if (members.some(({ call }) => turn.task.includes(call.name))) return null
    const said = contentStems(turn.task).map(stem)
    let best: { call: Call; weight: number } | undefined
    for (const { call, about } of members) {
      const known = new Set(contentStems(about).map(stem))
      const weight = said.filter((word) => known.has(word)).length
      if (weight > (best?.weight ?? 0)) best = { call, weight }
    }
    return best ? { calls: [best.call] } : null
  },
}

/** How each member is asked, and what it is for. */
function membersOf({ tools, task }: Turn): { call: Call; about: string }[] {
  const router = tools.find(({ name }) => name === MEMBER_TOOL)
  if (router) {
    // Its description says what each is for: "analyst: metrics, reports. social_manager: posts."
    const names = (router.parameters.properties?.member?.enum ?? []).map(String)
    return names.map((member) => ({
      call: { name: MEMBER_TOOL, arguments: { member, task } },
      about: new RegExp(`\\b${member}: ([^.]*)`).exec(router.description)?.[1] ?? '',
    }))
  }
  // The leader of a team that has members and nothing else.
  if (!tools.every(({ name }) => /^(?:transfer|delegate)_to_/.test(name))) return []
  return tools.map(({ name, description, parameters }) => ({
    call: { name, arguments: (parameters.required?.includes('task') ? { task } : {}) as Call['arguments'] },
    about: `${name} ${description.split(': ').slice(1).join(': ')}`,
  }))
}
