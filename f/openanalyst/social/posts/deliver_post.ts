import type { Clock } from '../../../lib/clock.ts'
import type { Sql } from '../../../lib/store/index.ts'
import { type ClaimedPost, claimPost, type DeliveryEnd, endDelivery } from '../../store/post_deliveries.ts'
import { delayPosts, getPost, type Post } from '../../store/posts.ts'
import { isSocialFault, type SocialApi } from '../api/index.ts'
import { endOfFailure } from './delivery_end.ts'
import { noPost } from './post_faults.ts'

export interface DeliveryServices {
  sql: Sql
  clock: Clock
  /** The API of the resource at a path. Throws CodedError `SOCIAL_NOT_CONFIGURED`. */
  openApi(path: string): Promise<SocialApi>
}

export interface DeliveryOrder {
  user_id: string
  id: string
  job_id: string
  /** Whether it is published before its time, too, and without one. */
  early: boolean
}

/** For how long a claim holds: longer than any delivery takes, with its short waits. */
const CLAIM_MS = 5 * 60_000

/**
 * Publishes a post that is due, once, and answers it as it stands then. One that is not to be published now is answered
 * as it is.
 *
 * The process may end anywhere. What was claimed and not ended is claimed again, by the same job or, when the claim has
 * run out, by another, and handed over with the same key, by which the API knows it. Throws CodedError `POST_NOT_FOUND`,
 * and what is no fault of the API as it is: the claim stands then, until it runs out.
 */
export async function deliverPost(services: DeliveryServices, order: DeliveryOrder): Promise<Post> {
  const { sql, clock } = services
  const now = clock.now()
  const times = { now: new Date(now).toISOString(), until: new Date(now + CLAIM_MS).toISOString() }
  const claimed = await claimPost(sql, { ...order, ...times })
  if (claimed) {
    const end = await handOver(services, claimed)
    await endDelivery(sql, claimed, order.job_id, end, new Date(clock.now()).toISOString())
    if (end.outcome === 'delayed' && end.error.code === 'SOCIAL_RATE_LIMITED')
      await delayPosts(sql, claimed, end.due_at)
  }
  const post = await getPost(sql, order.user_id, order.id)
  if (!post) throw noPost(order.id)
  return post
}

async function handOver({ clock, openApi }: DeliveryServices, post: ClaimedPost): Promise<DeliveryEnd> {
  try {
    const api = await openApi(post.api)
    const { external_id, url, repeated } = await api.publish(post, post.delivery_key)
    return { outcome: repeated ? 'repeated' : 'delivered', status: 'published', external_id, url }
  } catch (error) {
    if (!isSocialFault(error)) throw error
    return endOfFailure(error, post.tries, clock.now())
  }
}
