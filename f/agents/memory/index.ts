/** What agents remember of their users: kept, recalled, superseded, forgotten. */

export {
  getMemory,
  listMemories,
  type Memory,
  type MemoryKind,
  type MemoryPage,
  type MemoryScope,
  type MemoryState,
} from '../store/memories.ts'
export { listMemoryChanges, type MemoryChange } from '../store/memory_changes.ts'
export { approveMemory, type MemoryDecision, rejectMemory } from './decide.ts'
export { embedMissing } from './embed_missing.ts'
export { expireMemories } from './expire.ts'
export { type Extraction, extractAfterRun, type FinishedRun, type MemoryPolicy } from './extract_after_run.ts'
export { forget } from './forget.ts'
export { memoriesKept, memoriesRecalled } from './memory_events.ts'
export { memoryFault } from './memory_faults.ts'
export { memoryPrompt } from './memory_prompt.ts'
export { type RecalledMemory, type Recollection, recall, type ToRecall } from './recall.ts'
export { remember, type ToRemember } from './remember.ts'
