import type { Recalled } from '../store/recall_memories.ts'

const SCOPES: Record<Recalled['scope'], string> = {
  user: 'known to every agent of the user',
  agent: 'known to this agent',
  session: 'of this conversation',
}

/** The score of a memory in words: `meaning 0.62 (by vector), said on 2026-11-21 (recency 0.98), known to this agent`. */
export function whyRecalled({ meaning, measured_by, recency, scope, seen_at }: Recalled): string {
  const by = measured_by === 'vector' ? 'by vector' : 'by shared words'
  const day = seen_at.slice(0, 10)
  return `meaning ${rounded(meaning)} (${by}), last said on ${day} (recency ${rounded(recency)}), ${SCOPES[scope]}`
}

const rounded = (part: number) => part.toFixed(2)
