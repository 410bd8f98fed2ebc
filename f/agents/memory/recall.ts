import { cut } from '../../lib/cut.ts'
import { CodedError } from '../../lib/errors.ts'
import type { Embedder } from '../../lib/llm/index.ts'
import type { Sql } from '../../lib/store/index.ts'
import type { MemoryKind } from '../store/memories.ts'
import {
  isWithoutVectors,
  type Question,
  type QuestionVector,
  type Recalled,
  recallMemories,
} from '../store/recall_memories.ts'
import { NO_VECTORS } from './keep.ts'
import { memoryWords } from './memory_words.ts'
import { whyRecalled } from './why_recalled.ts'

export interface RecalledMemory {
  id: string
  kind: MemoryKind
  content: string
  subject: string | null
  /** How well it fits, from 0 to 1. */
  score: number
  /** What the score is made of, for a person. */
  why: string
  parts: Pick<Recalled, 'meaning' | 'measured_by' | 'recency' | 'nearness'>
}

export interface Recollection {
  /** The best first. */
  memories: RecalledMemory[]
  /** Why they were compared by words alone; null when they were not. */
  note: string | null
}

export interface ToRecall {
  user_id: string
  agent_id: string
  session_id: string
  /** The words that a run begins with. */
  query: string
  top_k: number
  /** RFC 3339. */
  at: string
}

/** How much of a long question counts. */
const MOST_CHARACTERS = 8_000

/**
 * What a user's agent is to be reminded of, by meaning, recency and scope. Where there are no vectors (the provider does
 * not answer, or the last migration is missing) words are compared instead, and `note` says so.
 */
export async function recall(sql: Sql, llm: Embedder, asked: ToRecall): Promise<Recollection> {
  const { query, ...who } = asked
  if (who.top_k < 1) return { memories: [], note: null }
  const text = cut(query, MOST_CHARACTERS)
  const question: Question = { ...who, words: memoryWords(text) }
  const { vector, note } = await vectorOf(llm, text)
  try {
    return { memories: (await recallMemories(sql, question, vector)).map(explain), note }
  } catch (error) {
    if (!isWithoutVectors(error)) throw error
    return { memories: (await recallMemories(sql, question, null)).map(explain), note: NO_VECTORS }
  }
}

async function vectorOf(llm: Embedder, text: string): Promise<{ vector: QuestionVector | null; note: string | null }> {
  if (!text.trim()) return { vector: null, note: null }
  try {
    const { vectors, model } = await llm.embed([text])
    return { vector: { vector: vectors[0]!, model }, note: null }
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    return { vector: null, note: `Memories were compared by their words: ${error.message}` }
  }
}

function explain(found: Recalled): RecalledMemory {
  const { id, kind, content, subject, score, meaning, measured_by, recency, nearness } = found
  const parts = { meaning, measured_by, recency, nearness }
  return { id, kind, content, subject, score, why: whyRecalled(found), parts }
}
