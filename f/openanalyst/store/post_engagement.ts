import type { Sql } from '../../lib/store/index.ts'

/** What people did with a post, counted from its beginning. */
export interface Engagement {
  impressions: number
  likes: number
  comments: number
  shares: number
}

/** The engagement of a post at a time (RFC 3339). */
export interface EngagementCount extends Engagement {
  post_id: string
  at: string
}

/** Keeps counts; one of the same post and time is replaced. */
export async function keepEngagement(sql: Sql, counts: EngagementCount[]): Promise<void> {
  await sql`
    INSERT INTO post_engagement (post_id, at, impressions, likes, comments, shares)
    SELECT * FROM jsonb_to_recordset(${counts}::jsonb)
      AS g(post_id text, at timestamptz, impressions bigint, likes bigint, comments bigint, shares bigint)
    ON CONFLICT (post_id, at) DO UPDATE SET impressions = excluded.impressions, likes = excluded.likes,
      comments = excluded.comments, shares = excluded.shares`.execute()
}

/** The last counts of posts before a time. */
export async function lastEngagement(sql: Sql, postIds: string[], before: string): Promise<EngagementCount[]> {
  return await sql<EngagementCount>`
    SELECT DISTINCT ON (post_id) post_id, at, impressions, likes, comments, shares FROM post_engagement
    WHERE post_id IN (SELECT jsonb_array_elements_text(${postIds}::jsonb)) AND at < ${before}::timestamptz
    ORDER BY post_id, at DESC`.fetch()
}
