import { RULES } from './rules/index.ts'
import { fillCompletely } from './schema/fill.ts'
import { isObject } from './schema/json.ts'
import { pairs } from './text/values.ts'
import type { Answer, Turn } from './turn.ts'

/** The answer of the first rule that has one, in the form that the turn asks for. */
export function answerTurn(turn: Turn): Answer {
  for (const rule of RULES) {
    const answer = rule.answer(turn)
    if (answer) return inForm(answer, turn)
  }
  throw new Error('the last rule answers every turn')
}

/**
 * Words become JSON where JSON was asked for: with a schema, an object of it filled from what the user said, with the
 * words in the properties that are meant for an answer; without one, the pairs of what the user said, else `{answer}`.
 */
function inForm(answer: Answer, { format, task }: Turn): Answer {
  if (!('text' in answer) || format.kind === 'text') return answer
  if (format.kind === 'schema') return { value: fillCompletely(format.schema, task, answer.text) }
  const said = pairs(task)
  return { value: isObject(said) && Object.keys(said).length > 0 ? said : { answer: answer.text } }
}
