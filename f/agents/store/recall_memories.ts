import type { Sql } from '../../lib/store/index.ts'
import type { MemoryKind, MemoryScope } from './memories.ts'

/** Who is to be reminded, and of what. */
export interface Question {
  user_id: string
  agent_id: string
  session_id: string
  /** Words of the question that tell it apart. */
  words: string[]
  /** RFC 3339. */
  at: string
  top_k: number
}

/** The vector of the question, and the model that made it. */
export interface QuestionVector {
  vector: number[]
  model: string
}

/** A memory, how well it fits, and the parts that this is made of, each from 0 to 1. */
export interface Recalled {
  id: string
  kind: MemoryKind
  scope: MemoryScope
  content: string
  subject: string | null
  seen_at: string
  score: number
  /** How near it is in meaning: by its vector, or by the words that it shares with the question. */
  meaning: number
  measured_by: 'vector' | 'words'
  /** 1 when it was just said, half after thirty days. */
  recency: number
  /** 1 for this session, 0.7 for this agent, 0.4 for every agent of the user. */
  nearness: number
}

/** How much each part counts. */
const WEIGHTS = { meaning: 0.75, recency: 0.15, nearness: 0.1 }
const HALF_LIFE_DAYS = 30
/** How many are looked at closer: the nearest by vector, those that share words, the last said. */
const CANDIDATES = 100

/** What the statement has only where there are vectors. */
const NEAREST = `
  (SELECT id FROM visible WHERE embedding_model = (SELECT model FROM asked)
   ORDER BY embedding <=> (SELECT vector FROM asked) LIMIT ${CANDIDATES})
  UNION`
const HAS_VECTOR = 'm.embedding_model IS NOT DISTINCT FROM asked.model'
const BY_VECTOR = 'greatest(0, 1 - (m.embedding <=> asked.vector))'

/**
 * The `top_k` memories that fit best, by meaning, recency and scope, in one statement. It looks among what this user,
 * with this agent, in this session may be reminded of: active, not expired, of the scope. What was talked about in this
 * very session is left out, because its messages say it. A memory without a vector of this model, and every one when
 * `asked` is null, is measured by the part of the question's words that it shares. Throws when `asked` is given and
 * there is no vector column (`isWithoutVectors`).
 */
export async function recallMemories(sql: Sql, question: Question, asked: QuestionVector | null): Promise<Recalled[]> {
  const { user_id, agent_id, session_id, words, at, top_k } = question
  const vector = asked && JSON.stringify(asked.vector)
  return await sql<Recalled>`
    WITH asked AS (
      SELECT ${vector}::text${sql.raw(asked ? '::vector' : '')} AS vector, ${asked?.model ?? null}::text AS model, ${words}::text[] AS words,
        ${at}::timestamptz AS at
    ), visible AS NOT MATERIALIZED (
      SELECT m.* FROM memories m
      WHERE m.user_id = ${user_id} AND m.state = 'active'
        AND (m.expires_at IS NULL OR m.expires_at > (SELECT at FROM asked))
        AND (m.scope = 'user' OR (m.scope = 'agent' AND m.agent_id = ${agent_id})
          OR (m.scope = 'session' AND m.session_id = ${session_id}))
        AND NOT (m.kind = 'conversation' AND m.session_id IS NOT DISTINCT FROM ${session_id})
    ), candidates AS (
      ${sql.raw(asked ? NEAREST : '')}
      (SELECT id FROM visible WHERE words && (SELECT words FROM asked) ORDER BY seen_at DESC LIMIT ${CANDIDATES})
      UNION
      (SELECT id FROM visible ORDER BY seen_at DESC LIMIT ${CANDIDATES})
    ), measured AS (
      SELECT m.*, ${sql.raw(asked ? HAS_VECTOR : 'false')} AS has_vector,
        cardinality(ARRAY(SELECT unnest(m.words) INTERSECT SELECT unnest(asked.words)))::float8
          / greatest(1, cardinality(asked.words)) AS overlap,
        power(0.5, greatest(0, extract(epoch FROM asked.at - m.seen_at)) / 86400 / ${HALF_LIFE_DAYS}::float8)::float8
          AS recency,
        CASE m.scope WHEN 'session' THEN 1.0 WHEN 'agent' THEN 0.7 ELSE 0.4 END::float8 AS nearness
      FROM candidates JOIN memories m USING (id), asked
    ), parts AS (
      SELECT m.id, m.kind, m.scope, m.content, m.subject, m.seen_at, m.recency, m.nearness,
        CASE WHEN m.has_vector THEN 'vector' ELSE 'words' END AS measured_by,
        CASE WHEN m.has_vector THEN ${sql.raw(asked ? BY_VECTOR : 'NULL')} ELSE m.overlap END AS meaning
      FROM measured m, asked
    )
    SELECT *, ${WEIGHTS.meaning}::float8 * meaning + ${WEIGHTS.recency}::float8 * recency
      + ${WEIGHTS.nearness}::float8 * nearness AS score
    FROM parts ORDER BY score DESC, seen_at DESC, id LIMIT ${top_k}`.fetch()
}

/** Whether a statement failed because the migration of the vectors has not been applied. */
export function isWithoutVectors(error: unknown): boolean {
  const { message = '', body = '' } = error as { message?: string; body?: unknown }
  const words = `${message} ${typeof body === 'string' ? body : JSON.stringify(body)}`
  return /(type|extension) "vector"|column "?[\w.]*embedding(_model)?"? (of relation "\w+" )?does not exist/.test(words)
}
