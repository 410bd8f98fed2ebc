import type { Report } from '../../lib/events.ts'
import type { Extraction } from './extract_after_run.ts'
import type { Recollection } from './recall.ts'

/** The event that says what a run was reminded of, and why. `key` is its own in the run. */
export function memoriesRecalled(key: string, { memories, note }: Recollection): Report {
  const found = memories.map(({ id, kind, content, score, why }) => ({ id, kind, content, score, why }))
  const message = `Recalled ${count(memories.length)}${note ? `. ${note}` : ''}`
  return { key, type: 'MEMORIES_RECALLED', step: 'recall', message, data: { memories: found, note } }
}

/** The event that says what was kept of a run, what waits for a person, and what was superseded. */
export function memoriesKept(key: string, { kept, notes, usage }: Extraction): Report {
  const fresh = kept.filter(({ change }) => change !== 'same')
  const waiting = fresh.filter(({ change }) => change === 'proposed').length
  const message = [
    `Kept ${count(fresh.length - waiting)}`,
    ...(waiting > 0 ? [`${count(waiting)} wait for a person`] : []),
    ...notes,
  ].join('. ')
  const level = notes.length > 0 ? 'warn' : 'info'
  return { key, type: 'MEMORIES_KEPT', step: 'remember', level, message, data: { memories: fresh, notes, usage } }
}

const count = (memories: number) => `${memories} ${memories === 1 ? 'memory' : 'memories'}`
