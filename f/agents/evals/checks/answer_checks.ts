import { isDeepStrictEqual } from 'node:util'
import { schemaFaults } from '../../../lib/json_schema.ts'
import type { RunFacts } from '../../store/run_facts.ts'
import type { EvalCheck } from '../suite.ts'
import { shown, type Verdict } from './verdict.ts'

export type AnswerCheck = Extract<
  EvalCheck,
  { kind: 'equals' | 'contains' | 'not_contains' | 'matches' | 'schema' | 'status' }
>

/** The answer as a text: a text as it is, anything else as JSON. */
export const answerText = (output: unknown): string =>
  typeof output === 'string' ? output : JSON.stringify(output ?? null)

/** Whether the answer, or how the run ended, is as a check wants it. */
export function checkAnswer(check: AnswerCheck, { output, status, error }: RunFacts): Verdict {
  const verdict = (passed: boolean, message: string): Verdict => ({ kind: check.kind, passed, message })
  const text = answerText(output)
  switch (check.kind) {
    case 'equals': {
      const passed = isDeepStrictEqual(output, check.value) || isDeepStrictEqual(jsonOf(output), check.value)
      return verdict(
        passed,
        passed ? 'The answer is as wanted' : `The answer is ${shown(output)}, not ${shown(check.value)}`,
      )
    }
    case 'contains':
    case 'not_contains': {
      const folded = (part: string) => (check.ignore_case ? part.toLowerCase() : part)
      const there = folded(text).includes(folded(check.text))
      const says = `The answer ${there ? 'contains' : 'does not contain'} ${shown(check.text)}`
      return verdict(there === (check.kind === 'contains'), `${says}: ${shown(output)}`)
    }
    case 'matches': {
      const passed = new RegExp(check.pattern, check.flags).test(text)
      return verdict(passed, `The answer ${passed ? 'matches' : 'does not match'} /${check.pattern}/: ${shown(output)}`)
    }
    case 'schema': {
      const faults = schemaFaults(check.schema, jsonOf(output))
      return verdict(faults.length === 0, faults.join('; ') || 'The answer fits the schema')
    }
    case 'status': {
      const why = error ? `: ${error.message}` : ''
      return verdict(status === check.status, `The run ended ${status}${why}`)
    }
  }
}

/** The answer as JSON: a text that is JSON, as what it says. */
function jsonOf(output: unknown): unknown {
  if (typeof output !== 'string') return output
  try {
    return JSON.parse(output)
  } catch {
    return output
  }
}
