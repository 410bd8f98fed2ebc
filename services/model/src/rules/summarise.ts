import type { Rule } from '../rule.ts'
import { sentences, shorten } from '../text/words.ts'

/** Most sentences of a summary, and most characters of each. */
const SENTENCES = 3
const SENTENCE_LENGTH = 160

/** A system prompt, or the user, asks for a summary: the first sentences, each shortened. */
export const summarise: Rule = {
  name: 'summarise',
  about: 'shortens a text to its first sentences, when it is asked to summarise',
  answer(turn) {
    if (turn.tools.length > 0 || turn.results.length > 0) return null
    const bySystem =
      /(?:^|[.!\n:]\s*|\byou |\bto |task is to )(?:please )?summari[sz]e\b|\bwrite (?:a|the) (?:short )?summary\b/i.test(
        turn.system,
      )
    const byUser = /^\s*(?:please )?(?:summari[sz]e|write a (?:short )?summary)\b[^:\n]*[:\n](.+)$/is.exec(
      turn.task,
    )?.[1]
    const text = byUser ?? (bySystem ? turn.said.join('\n') : '')
    if (!text.trim()) return null
    return {
      text: sentences(text)
        .slice(0, SENTENCES)
        .map((sentence) => shorten(sentence, SENTENCE_LENGTH))
        .join(' '),
    }
  },
}
