import type { Target } from '../deploy/index.ts'
import { askPerson, questionLines, type Terminal } from './ask-person.ts'
import { decidedBy, questionOf } from './question.ts'
import type { HubEvent } from './session.ts'

/** The questions of a task, which are put to a person one after the other as its events ask them. */
export interface Questions {
  /** Takes an event: one that asks, one that says what was decided, or another. */
  take(event: HubEvent): void
  /** Asks no more. */
  close(): void
}

/** Puts questions to who sits at `terminal`; without one, `print` says where they can be answered. */
export function openQuestions(
  target: Target,
  terminal: Terminal | undefined,
  print: (line: string) => void,
): Questions {
  const open = new Map<string, AbortController>()
  let before: Promise<void> = Promise.resolve()
  return {
    take(event) {
      const decided = decidedBy(event)
      for (const [key, answered] of open) if (decided === key || decided === 'all') answered.abort()
      const question = questionOf(event, target)
      if (!question || open.has(question.key)) return
      const answered = new AbortController()
      open.set(question.key, answered)
      if (!terminal) return print(questionLines(question))
      before = before.then(async () => {
        if (answered.signal.aborted) return
        await askPerson(question, terminal, answered.signal).catch((error) => {
          if (!answered.signal.aborted) print(String(error))
        })
      })
    },
    close() {
      for (const answered of open.values()) answered.abort()
    },
  }
}
