import type { Rule } from '../rule.ts'
import { statedFacts } from '../text/facts.ts'

const WHAT_I_AM = 'I am the offline model: plain rules, no language model.'

/** Greetings, thanks, "who are you?", and things that the user says about themselves. */
export const greet: Rule = {
  name: 'greet',
  about: 'greets, says what it is, and takes note of what the user says about themselves',
  answer({ task, results }) {
    if (results.length > 0) return null
    const facts = statedFacts(task)
    if (facts.length > 0) {
      const name = facts.find((fact) => fact.key === 'name')?.value
      return {
        text: `${name ? `Nice to meet you, ${name}. ` : ''}I take note: ${facts.map((fact) => fact.statement).join(' ')}`,
      }
    }
    if (
      /\b(?:who|what) are you\b|\bwhat can you do\b|\bare you (?:an? )?(?:ai|model|human|robot|bot)\b|^\s*help\s*[!?.]*$/i.test(
        task,
      )
    )
      return {
        text: `${WHAT_I_AM} I can make small scripts and flows, run them, call tools that you name, and remember what you tell me.`,
      }
    if (/^\s*(?:hi|hello|hey|good (?:morning|afternoon|evening)|greetings)\b[\w\s,]{0,30}[!.?]*\s*$/i.test(task))
      return { text: `Hello! ${WHAT_I_AM}` }
    if (/^\s*(?:thanks|thank you|thx)\b/i.test(task)) return { text: 'You are welcome.' }
    return null
  },
}
