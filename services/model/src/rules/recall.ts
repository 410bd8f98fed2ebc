import type { Rule } from '../rule.ts'
import { type Fact, rememberedFacts, statedFacts } from '../text/facts.ts'
import { contentStems } from '../text/words.ts'
import type { Turn } from '../turn.ts'

/** Questions about the user, and the key of the fact that answers each. */
const QUESTIONS: [RegExp, string | ((match: string[]) => string)][] = [
  [/\bwho am i\b|\bwhat am i called\b|\b(?:remember|know) who i am\b/i, 'name'],
  [/\bwhere do i live\b/i, 'lives in'],
  [/\bwhere am i from\b/i, 'is from'],
  [/\bwhere do i work\b/i, 'works at'],
  [/\bhow old am i\b/i, 'age'],
  [/\bwhat do i (?:like|love|enjoy|prefer)\b/i, 'likes'],
  [/\bwhat do i (?:dislike|hate|not like)\b/i, 'dislikes'],
  [/\b(?:what|who|when|where)(?:'s| is| are| was) my ([\p{L}\d ]+?)\s*\?*$/iu, (match) => match[1]!.toLowerCase()],
  [/\b(?:remember|know|tell me|recall) my ([\p{L}\d ]+?)\s*[?.]*$/iu, (match) => match[1]!.toLowerCase()],
]

/** "What is my name?" is answered from what the user said and from lines of memory in the system prompt. */
export const recall: Rule = {
  name: 'recall',
  about: 'answers questions about the user from the conversation and from memories in the system prompt',
  answer(turn) {
    if (
      /\bwhat (?:do|did) you (?:know|remember|learn)\b.*\b(?:me|us)\b|\bwhat (?:have|did) i (?:told|tell) you\b/i.test(
        turn.task,
      )
    )
      return { text: everything(turn) }
    for (const [pattern, key] of QUESTIONS) {
      const match = pattern.exec(turn.task)
      if (match) return { text: answerAbout(typeof key === 'string' ? key : key(match), turn) }
    }
    return null
  },
}

function everything(turn: Turn): string {
  const lines = [...memoryLines(turn.system), ...stated(turn).map((fact) => fact.statement)]
  if (lines.length === 0) return 'I know nothing about you yet: you have not told me anything in this conversation.'
  return `This is what I was told:\n${[...new Set(lines)].map((line) => `- ${line}`).join('\n')}`
}

function answerAbout(key: string, turn: Turn): string {
  // What was said last counts, and what was said in this conversation is later than memory.
  const fact = [...rememberedFacts(turn.system), ...stated(turn)].findLast((known) => sameKey(known.key, key))
  if (fact) return inSecondPerson(fact)
  const wanted = new Set(contentStems(key))
  const line = memoryLines(turn.system).findLast((memory) => contentStems(memory).some((word) => wanted.has(word)))
  return line ? `I was told: ${line}` : `I don't know your ${key}: you have not told me.`
}

function stated(turn: Turn): Fact[] {
  return turn.said.flatMap(statedFacts)
}

/** Lines of a system prompt that speak of the user. */
function memoryLines(system: string): string[] {
  return system
    .split('\n')
    .map((line) => line.replace(/^[-*\s]+/, '').trim())
    .filter((line) => /^(?:the )?user\b/i.test(line))
}

function sameKey(known: string, wanted: string): boolean {
  const plain = (key: string) =>
    contentStems(key.replace(/favorite/g, 'favourite').replace(/^works \w+$/, 'work')).join(' ')
  return plain(known) === plain(wanted)
}

function inSecondPerson({ key, value }: Fact): string {
  const bare = value.replace(/\.$/, '')
  if (key === 'age') return `You are ${bare} years old.`
  const said = /^(likes|dislikes|lives in|is from|is|has|works \w+)$/.exec(key)?.[1]
  if (!said) return `Your ${key} is ${bare}.`
  const verb = said
    .replace(/^is\b/, 'are')
    .replace(/^has$/, 'have')
    .replace(/^(\w+?)s\b/, '$1')
  return `You ${verb} ${bare}.`
}
