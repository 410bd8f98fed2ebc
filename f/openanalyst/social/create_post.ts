import { realClock } from '../../lib/clock.ts'
import { CodedError } from '../../lib/errors.ts'
import { deriveId } from '../../lib/ids.ts'
import { jobUser } from '../../lib/job_user.ts'
import { dataTable } from '../../lib/store/index.ts'
import { addPost, getPost, type Post } from '../store/posts.ts'
import { placeOfJob } from '../task_run.ts'
import { DEFAULT_API, readSocialApi } from './api/index.ts'
import { checkContent, noPost, publishOwnPost, reportPost } from './posts/index.ts'

/**
 * Makes a draft of a post, and publishes it at once if told to. The same key again is the same post; without one it is
 * the job's. Throws CodedError `BAD_INPUT`, `SOCIAL_NOT_CONFIGURED`, and what `publish_post` throws.
 */
export async function main(
  text: string,
  link: string | null = null,
  api: string | null = null,
  publish: boolean = false,
  idempotency_key: string | null = null,
  session_id: string | null = null,
): Promise<Post> {
  const path = api || DEFAULT_API
  const content = checkContent({ text, link: link || null }, await readSocialApi(path))
  const user_id = jobUser()
  const id = deriveId('post', user_id, idempotency_key || placeOfJob())
  const draft = { ...content, id, user_id, session_id: session_id || id, api: path }
  const [sql, created_at] = [dataTable(), new Date(realClock.now()).toISOString()]
  await addPost(sql, { ...draft, created_at, delivery_key: deriveId('delivery', id) })
  const post = await getPost(sql, user_id, id)
  if (!post) throw noPost(id)
  if (post.text !== text)
    throw new CodedError('KEY_TAKEN', `Another post has the key ${idempotency_key}: ${post.text}`, { id })
  if (publish) return await publishOwnPost(id, true)
  await reportPost(post)
  return post
}
