import type { Context, Hono } from 'hono'
import { z } from 'zod'
import { notFound, notFoundAt } from '../../shared/errors.ts'
import { toTimestamp } from '../../shared/system.ts'
import { conversations } from '../../store/index.ts'
import { memberOf, newRoutes, type Routes, readQuery, type Windmill } from '../context.ts'

const count = z.coerce.number().int()
const pageSchema = z.object({ page: count.min(0).optional(), per_page: count.min(1).max(1000).optional() })
const listSchema = pageSchema.extend({ flow_path: z.string().optional() })
const messagesSchema = pageSchema.extend({ after_seq: count.optional() })

/** `/api/w/:workspace/flow_conversations`: the chats of a member with flows (seen of Windmill 1.788). */
export const conversationRoutes: Routes = (windmill): Hono => {
  const app = newRoutes()
  const { connection } = windmill.store
  app.get('/list', (c) => {
    const { workspace_id, username } = memberOf(windmill, c)
    const { flow_path, ...page } = readQuery(c, listSchema)
    const asked = { workspace_id, created_by: username, flow_path, ...pageOf(page) }
    return c.json(
      conversations.listConversations.all(connection, asked).map((conversation) => ({
        ...conversation,
        created_at: toTimestamp(conversation.created_at),
        updated_at: toTimestamp(conversation.updated_at),
      })),
    )
  })
  app.get('/:id/messages', (c) => {
    const id = c.req.param('id')
    if (!ownConversation(windmill, c, id)) throw notFound(`Conversation not found or access denied: ${id}`)
    const { after_seq = 0, ...page } = readQuery(c, messagesSchema)
    const messages = conversations.listMessages.all(connection, { conversation_id: id, after_seq, ...pageOf(page) })
    return c.json(messages.map((message) => ({ ...message, created_at: toTimestamp(message.created_at) })))
  })
  app.delete('/delete/:id', (c) => {
    const id = c.req.param('id')
    if (!ownConversation(windmill, c, id)) throw notFoundAt('Conversation', 'name', id)
    conversations.deleteConversation.run(connection, { id })
    return c.text(`Conversation ${id} deleted`)
  })
  return app
}

function ownConversation(windmill: Windmill, c: Context, id: string): boolean {
  const { workspace_id, username } = memberOf(windmill, c)
  const found = conversations.getConversation.one(windmill.store.connection, { id })
  return found?.workspace_id === workspace_id && found.created_by === username
}

function pageOf({ page, per_page }: z.infer<typeof pageSchema>): { limit: number; offset: number } {
  const limit = per_page ?? 30
  return { limit, offset: Math.max(0, (page ?? 1) - 1) * limit }
}
