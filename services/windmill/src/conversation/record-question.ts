import { badRequest, notFound } from '../shared/errors.ts'
import type { NewJob } from '../shared/job.ts'
import type { System } from '../shared/system.ts'
import { conversations, type Store } from '../store/index.ts'

const TITLE_LENGTH = 25

/**
 * Before a flow with `chat_input_enabled` runs: notes what the user says, in the conversation that the run's
 * `memory_id` names, which begins with the first message. Jobs of other flows are none of its business. Throws 400
 * when a chat comes without `memory_id` or `user_message` (seen of Windmill 1.788), and 404 for a conversation of
 * somebody else.
 */
export function recordQuestion(store: Store, system: System, job: NewJob, username: string): void {
  if (!job.raw_flow?.chat_input_enabled) return
  const { connection } = store
  const id = job.options?.memory_id
  const said = job.args.user_message
  if (!id) throw badRequest('memory_id is required for chat-enabled flows')
  if (said === undefined) throw badRequest('user_message argument is required for chat-enabled flows')
  if (typeof said !== 'string') throw badRequest('Failed to deserialize user_message: expected a string')

  const now = system.now()
  store.transaction(() => {
    conversations.insertConversation.run(connection, {
      id,
      workspace_id: job.workspace_id,
      flow_path: job.script_path ?? '',
      title: said.length > TITLE_LENGTH ? `${said.slice(0, TITLE_LENGTH)}...` : said,
      created_by: username,
      created_at: now,
    })
    const conversation = conversations.getConversation.one(connection, { id })
    if (conversation?.workspace_id !== job.workspace_id || conversation.created_by !== username) {
      throw notFound(`Conversation not found or access denied: ${id}`)
    }
    conversations.insertMessage.run(connection, {
      id: system.uuid(),
      conversation_id: id,
      message_type: 'user',
      content: said,
      job_id: job.id,
      success: true,
      created_at: now,
    })
    conversations.touchConversation.run(connection, { id, now })
  })
}
