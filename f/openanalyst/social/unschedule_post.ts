import { jobUser } from '../../lib/job_user.ts'
import { dataTable } from '../../lib/store/index.ts'
import { getPost, type Post, unschedulePost } from '../store/posts.ts'
import { noPost, reportPost, wrongStatus } from './posts/index.ts'

/**
 * Takes the time of a scheduled post of one's own back: it is a draft again. Throws CodedError `POST_NOT_FOUND`,
 * `POST_WRONG_STATUS` when it is not scheduled (any more).
 */
export async function main(post_id: string): Promise<Post> {
  const [sql, user_id] = [dataTable(), jobUser()]
  const moved = await unschedulePost(sql, user_id, post_id)
  const post = await getPost(sql, user_id, post_id)
  if (!post) throw noPost(post_id)
  if (!moved && post.status !== 'draft') throw wrongStatus(post, 'unschedule_post', 'scheduled')
  await reportPost(post)
  return post
}
