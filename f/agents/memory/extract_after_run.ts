import { CodedError } from '../../lib/errors.ts'
import type { Llm, Message, Usage } from '../../lib/llm/index.ts'
import type { Sql } from '../../lib/store/index.ts'
import type { Kept, NewMemory } from '../store/keep_memories.ts'
import { EXTRACTION_SCHEMA, type Extracted, readExtraction } from './extraction_answer.ts'
import { extractionPrompt } from './extraction_prompt.ts'
import { keep } from './keep.ts'
import { type Draft, MOST_CHARACTERS, newMemory } from './new_memory.ts'
import { type RecalledMemory, recall } from './recall.ts'

/** What an agent keeps; the `memory` of its definition fits. */
export interface MemoryPolicy {
  facts: 'off' | 'auto' | 'propose'
  learned: 'off' | 'auto' | 'propose'
}

export interface FinishedRun {
  user_id: string
  agent_id: string
  session_id: string
  run_id: string
  /** What was said in this run, without what came before. */
  messages: Message[]
  policy: MemoryPolicy
  /** (Default: the provider's chat model) */
  model?: string
  /** RFC 3339. */
  at: string
}

export interface Extraction {
  kept: Kept[]
  /** What the model was paid for; null when it was not asked. */
  usage: Usage | null
  /** Why nothing was extracted, or what is less than it should be; for a person. */
  notes: string[]
}

/** How many memories the model is shown, to see which are no longer true. */
const MOST_KNOWN = 20
/** Subjects of which several can be true, whatever the model says. */
const MANY = /^(?:also )?(?:likes?|loves?|enjoys?|prefers?|dislikes?|hates?|has|owns|is|knows?|wants?|visited|speaks)$/

/**
 * Keeps what a run leaves to remember, by the policy: facts about the user, and what the agent learned, which the model is
 * asked for once; and, where facts are kept without asking, what the run was about, for other sessions with the agent. A
 * fact that contradicts an older one supersedes it, with the reason: the model names the older one, or both are about a
 * subject that has one value. Under `propose` it waits for a person. Doing it again with the same answers keeps nothing twice. A model
 * that fails or answers no JSON costs the facts, not the run: `notes` say so.
 */
export async function extractAfterRun(sql: Sql, llm: Llm, run: FinishedRun): Promise<Extraction> {
  const notes: string[] = []
  const { drafts, usage } = await draftsOfModel(sql, llm, run, notes)
  const memories = [...conversationOf(run), ...drafts].flatMap((draft) => made(draft, run, notes))
  const { user_id, run_id, at } = run
  const keeping = { user_id, run_id, actor: `run/${run_id}`, insist: false, at }
  const { kept, note } = await keep(sql, llm, withoutEqual(memories), keeping)
  if (note) notes.push(note)
  return { kept, usage, notes }
}

async function draftsOfModel(
  sql: Sql,
  llm: Llm,
  run: FinishedRun,
  notes: string[],
): Promise<{ drafts: Draft[]; usage: Usage | null }> {
  const { policy, messages, model } = run
  const said = messages.filter(({ role }) => role === 'user').map(({ content }) => content)
  if ((policy.facts === 'off' && policy.learned === 'off') || said.length === 0) return { drafts: [], usage: null }
  try {
    const { memories: known } = await recall(sql, llm, { ...run, query: said.join('\n'), top_k: MOST_KNOWN })
    const shown = known.filter(({ kind }) => kind !== 'conversation')
    const request = extractionPrompt(messages, shown, { learned: policy.learned !== 'off' })
    const answer = await llm.chat({ messages: request, model, json_schema: EXTRACTION_SCHEMA, needed_by: 'memory' })
    const read = await readExtraction(answer.text)
    if (!read) notes.push('The model did not answer with JSON when it was asked what to remember.')
    const absent = [...(read?.facts ?? []), ...(read?.learned ?? [])]
      .flatMap(({ replaces }) => replaces)
      .filter((number) => !shown[number - 1])
    if (absent.length > 0) notes.push(`The model wanted memories replaced that it was not shown: ${absent.join(', ')}.`)
    if (read?.refused) notes.push(`${read.refused} things that the model wanted remembered had no content.`)
    const facts = policy.facts === 'off' ? [] : (read?.facts ?? [])
    const learned = policy.learned === 'off' ? [] : (read?.learned ?? [])
    const drafts = [
      ...facts.map((item) => draftOf(item, shown, run, 'fact')),
      ...learned.map((item) => draftOf(item, shown, run, 'learned')),
    ]
    return { drafts, usage: answer.usage }
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    notes.push(`Nothing was extracted: ${error.message}`)
    return { drafts: [], usage: null }
  }
}

/** A fact is known to all agents of the user; what an agent learned stays with it. */
function draftOf(item: Extracted, shown: RecalledMemory[], run: FinishedRun, kind: 'fact' | 'learned'): Draft {
  const mode = kind === 'fact' ? run.policy.facts : run.policy.learned
  const supersedes = item.replaces.flatMap((number) => shown[number - 1] ?? [])
  return {
    ...{ kind, content: item.content, subject: item.subject, lasts_days: item.lasts_days, session_id: null },
    ...(kind === 'fact' ? { scope: 'user', agent_id: null } : { scope: 'agent', agent_id: run.agent_id }),
    state: mode === 'propose' ? 'proposed' : 'active',
    only_one: item.values === 'one' && !MANY.test(item.subject.trim().toLowerCase()),
    supersedes: supersedes.map(({ id }) => id),
    reason: item.why,
  }
}

/** What the run was about, from its first words and its last. It is deleted with the session. */
function conversationOf({ messages, agent_id, session_id, policy }: FinishedRun): Draft[] {
  if (policy.facts !== 'auto') return []
  const asked = messages.find(({ role }) => role === 'user')?.content
  const answered = messages.findLast(({ role, content }) => role === 'assistant' && content)?.content
  if (!asked || !answered) return []
  const content = `The user said: ${short(asked, 400)} The agent answered: ${short(answered, 600)}`
  return [{ kind: 'conversation', scope: 'agent', agent_id, session_id, content: content.slice(0, MOST_CHARACTERS) }]
}

/** A memory, or a note why it is none. */
function made(draft: Draft, run: FinishedRun, notes: string[]): NewMemory[] {
  try {
    return [newMemory(draft, `run/${run.run_id}`, run.at)]
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    notes.push(`Not kept: ${error.message}`)
    return []
  }
}

/** Each memory once, and of a subject that has one value only the last. */
function withoutEqual(memories: NewMemory[]): NewMemory[] {
  return memories.filter(
    (memory, at) =>
      !memories.slice(at + 1).some((later) => {
        const sameSubject = later.subject !== null && later.subject === memory.subject && later.kind === memory.kind
        return later.fingerprint === memory.fingerprint || (sameSubject && later.only_one)
      }),
  )
}

const short = (text: string, length: number) => {
  const plain = text.replace(/\s+/g, ' ').trim()
  return plain.length > length ? `${plain.slice(0, length - 1)}…` : plain
}
