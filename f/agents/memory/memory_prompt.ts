import type { RecalledMemory } from './recall.ts'

const HEADS: [RecalledMemory['kind'], string][] = [
  ['fact', 'What you know about the user:'],
  ['learned', 'What you learned about your work:'],
  ['conversation', 'What was talked about earlier, in other conversations:'],
]

/**
 * Memories as a part of an agent's instructions; empty without any. `with_ids` is for agents that can remember and forget:
 * each line then ends with the id that the tools take.
 */
export function memoryPrompt(memories: RecalledMemory[], { with_ids = false } = {}): string {
  return HEADS.flatMap(([kind, head]) => {
    const lines = memories
      .filter((memory) => memory.kind === kind)
      .map(({ id, content }) => `- ${content}${with_ids ? ` (memory ${id})` : ''}`)
    return lines.length > 0 ? [`${head}\n${lines.join('\n')}`] : []
  }).join('\n\n')
}
