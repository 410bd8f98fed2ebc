import type { Report } from '../../../lib/events.ts'
import type { Post } from '../../store/posts.ts'
import { placeOfJob, reporterOf } from '../../task_run.ts'

/** Tells the pages of a post's user where it stands. The run of these events has the post's id. */
export async function reportPost(post: Post): Promise<void> {
  const { id, user_id, session_id, status, due_at, external_id, url, error } = post
  const data = { post_id: id, status, due_at, external_id, url, error }
  // A post is published once, whichever job says so; else each job reports what it has done, once.
  const key = status === 'published' ? status : `${status}/${placeOfJob()}`
  await reporterOf({ run_id: id, user_id, session_id })({ ...eventOf(post), key, step: 'publish_post', data })
}

function eventOf({ status, due_at, url, api, error, text }: Post): Omit<Report, 'key'> {
  switch (status) {
    case 'draft':
      return { type: 'POST_DRAFTED', message: `A draft: ${text}` }
    case 'scheduled':
      return error
        ? { type: 'POST_DELAYED', level: 'warn', message: `To be tried again at ${due_at}: ${error.message}` }
        : { type: 'POST_SCHEDULED', message: `To be published at ${due_at}` }
    case 'publishing':
      return { type: 'POST_PUBLISHING', message: `On its way to ${api}` }
    case 'published':
      return { type: 'POST_PUBLISHED', message: `Published${url ? ` at ${url}` : ''}` }
    case 'failed':
      return { type: 'POST_FAILED', level: 'error', message: error?.message ?? 'It could not be published' }
  }
}
