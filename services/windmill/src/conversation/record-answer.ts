import type { Job } from '../shared/job.ts'
import { isJsonObject, type Json } from '../shared/json.ts'
import { conversations, type Store } from '../store/index.ts'

/**
 * When a flow that is chatted with has ended: its result is the assistant's answer. To be called in the transaction of
 * the end; the message has the id of the job, so it is noted once.
 */
export function recordAnswer(store: Store, job: Job): void {
  const conversation_id = job.options.memory_id
  if (!job.raw_flow?.chat_input_enabled || !conversation_id || job.completed_at === null || job.parent_job) return
  conversations.insertMessage.run(store.connection, {
    id: job.id,
    conversation_id,
    message_type: 'assistant',
    content: textOf(job.result),
    job_id: job.id,
    success: job.success === true,
    created_at: job.completed_at,
  })
  conversations.touchConversation.run(store.connection, { id: conversation_id, now: job.completed_at })
}

/** An agent answers `{output}`, a failure `{error: {message}}`; anything else is shown as it is. */
function textOf(result: Json): string {
  if (typeof result === 'string') return result
  if (isJsonObject(result)) {
    if (typeof result.output === 'string') return result.output
    if (isJsonObject(result.error) && typeof result.error.message === 'string') return result.error.message
  }
  return JSON.stringify(result)
}
