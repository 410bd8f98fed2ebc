import type { Post } from '../store/posts.ts'
import { publishOwnPost } from './posts/index.ts'

/**
 * Publishes a post of one's own whose time has come, or `early`. One that the API cannot take now is scheduled for later.
 * Throws CodedError `POST_NOT_FOUND`, `SOCIAL_NOT_CONFIGURED`, and for a post that failed what the API said, with
 * its id in details.post_id.
 */
export async function main(post_id: string, early: boolean = false): Promise<Post> {
  return await publishOwnPost(post_id, early ?? false)
}
