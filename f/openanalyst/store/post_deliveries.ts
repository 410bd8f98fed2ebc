import type { ErrorRecord } from '../../lib/errors.ts'
import type { Sql } from '../../lib/store/index.ts'
import type { Post } from './posts.ts'

/** A post that a job has claimed, and the number of the delivery that it is about to make. */
export interface ClaimedPost extends Pick<Post, 'id' | 'user_id' | 'session_id' | 'api' | 'text' | 'link'> {
  delivery_key: string
  /** Deliveries since it was scheduled last, with this one. */
  tries: number
  number: number
}

export interface Claim {
  user_id: string
  id: string
  /** Who claims: the same job may claim again what it has claimed. */
  job_id: string
  now: string
  until: string
  /** Whether a post is claimed before its time, too, and without one. */
  early: boolean
}

/** Claims a post for a delivery, which is noted; null when it is not to be delivered now. */
export async function claimPost(sql: Sql, claim: Claim): Promise<ClaimedPost | null> {
  const { user_id, id, job_id, now, until, early } = claim
  return await sql<ClaimedPost>`
    WITH claimed AS (
      UPDATE posts SET status = 'publishing', tries = tries + 1, claimed_by = ${job_id},
        claimed_until = ${until}::timestamptz
      WHERE id = ${id} AND user_id = ${user_id} AND (
        (status IN ('draft', 'scheduled') AND ${early}::boolean)
        OR (status = 'scheduled' AND due_at <= ${now}::timestamptz)
        OR (status = 'publishing' AND (claimed_until <= ${now}::timestamptz OR claimed_by = ${job_id})))
      RETURNING id, user_id, session_id, api, text, link, delivery_key, tries
    ), begun AS (
      INSERT INTO post_deliveries (post_id, number, job_id, begun_at)
      SELECT id, (SELECT count(*) + 1 FROM post_deliveries d WHERE d.post_id = claimed.id), ${job_id},
        ${now}::timestamptz
      FROM claimed
      RETURNING post_id, number
    )
    SELECT claimed.*, begun.number FROM claimed JOIN begun ON begun.post_id = claimed.id`.fetchOne()
}

/** What a delivery came to, and where the post goes by it. */
export type DeliveryEnd =
  | { outcome: 'delivered' | 'repeated'; status: 'published'; external_id: string; url: string | null }
  | { outcome: 'delayed'; status: 'scheduled'; due_at: string; error: ErrorRecord }
  | { outcome: 'refused'; status: 'failed'; error: ErrorRecord }

/**
 * Ends a delivery and moves its post on, if the job still has the claim. The delivery is noted in any case; false when
 * the post was somebody else's by then.
 */
export async function endDelivery(
  sql: Sql,
  { id, number }: Pick<ClaimedPost, 'id' | 'number'>,
  jobId: string,
  end: DeliveryEnd,
  at: string,
): Promise<boolean> {
  const { external_id, url } = end.status === 'published' ? end : { external_id: null, url: null }
  const due_at = end.status === 'scheduled' ? end.due_at : null
  const error = end.status === 'published' ? null : end.error
  const moved = await sql`
    WITH ended AS (
      UPDATE post_deliveries SET outcome = ${end.outcome}, error = ${error}::jsonb, ended_at = ${at}::timestamptz
      WHERE post_id = ${id} AND number = ${number} AND outcome IS NULL
    )
    UPDATE posts SET status = ${end.status}, external_id = ${external_id}, url = ${url}, error = ${error}::jsonb,
      due_at = coalesce(${due_at}::timestamptz, due_at), claimed_by = NULL, claimed_until = NULL,
      published_at = CASE WHEN ${end.status} = 'published' THEN ${at}::timestamptz END
    WHERE id = ${id} AND status = 'publishing' AND claimed_by = ${jobId}
    RETURNING id`.fetchOne()
  return moved !== null
}

/** A delivery as it is noted. */
export interface Delivery {
  number: number
  job_id: string
  outcome: DeliveryEnd['outcome'] | null
  error: ErrorRecord | null
}

/** The deliveries of a post, in order. */
export async function listDeliveries(sql: Sql, postId: string): Promise<Delivery[]> {
  return await sql<Delivery>`
    SELECT number, job_id, outcome, error FROM post_deliveries WHERE post_id = ${postId} ORDER BY number`.fetch()
}
