import { CodedError } from '../../../lib/errors.ts'
import type { Post } from '../../store/posts.ts'

/** There is no such post, or it is somebody else's. */
export const noPost = (id: string): CodedError =>
  new CodedError('POST_NOT_FOUND', `You have no post ${id}. create_post answers the id of what it makes.`, { id })

/** A post is in a state in which this cannot be done. */
export const wrongStatus = ({ id, status }: Post, what: string, allowed: string): CodedError =>
  new CodedError('POST_WRONG_STATUS', `The post ${id} is ${status}; ${what} works for posts that are ${allowed}.`, {
    id,
    status,
  })
