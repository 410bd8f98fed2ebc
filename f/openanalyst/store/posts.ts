import type { ErrorRecord } from '../../lib/errors.ts'
import type { Sql } from '../../lib/store/index.ts'

/*
 * A post of a user. Its states:
 *
 *   draft ──▶ scheduled                     it gets a time
 *   scheduled ──▶ draft                     the time is taken back
 *   scheduled ──▶ scheduled                 it gets another time
 *   draft | scheduled ──▶ publishing        a job claims it, for some minutes: when its time has come, or at once
 *   publishing ──▶ published                the API has it
 *   publishing ──▶ scheduled                the API cannot take it now: it is due again later
 *   publishing ──▶ failed                   the API does not take it, or was asked too often
 *   publishing ──▶ publishing               the job that claimed it died, and another claims it
 *   failed ──▶ scheduled                    it gets a time again
 *
 * Each move names the states that it leaves, and the claim that it leaves them by. Only `published` is final.
 */
export type PostStatus = 'draft' | 'scheduled' | 'publishing' | 'published' | 'failed'

/** A post as its user sees it; times are RFC 3339. */
export interface Post {
  id: string
  user_id: string
  session_id: string
  /** The path of the resource of its API. */
  api: string
  text: string
  link: string | null
  status: PostStatus
  due_at: string | null
  /** What the API knows it by, and where it is shown. */
  external_id: string | null
  url: string | null
  error: ErrorRecord | null
  created_at: string
  published_at: string | null
}

export type NewPost = Pick<Post, 'id' | 'user_id' | 'session_id' | 'api' | 'text' | 'link' | 'created_at'> & {
  delivery_key: string
}

/** Adds a draft; false when a post of this id stands there already. */
export async function addPost(sql: Sql, post: NewPost): Promise<boolean> {
  const { id, user_id, session_id, api, text, link, created_at, delivery_key } = post
  const added = await sql`
    INSERT INTO posts (id, user_id, session_id, api, text, link, status, created_at, delivery_key)
    VALUES (${id}, ${user_id}, ${session_id}, ${api}, ${text}, ${link}, 'draft', ${created_at}::timestamptz,
      ${delivery_key})
    ON CONFLICT (id) DO NOTHING
    RETURNING id`.fetchOne()
  return added !== null
}

/** A post of a user, or null. */
export async function getPost(sql: Sql, userId: string, id: string): Promise<Post | null> {
  return await sql<Post>`
    SELECT id, user_id, session_id, api, text, link, status, due_at, external_id, url, error, created_at, published_at
    FROM posts WHERE id = ${id} AND user_id = ${userId}`.fetchOne()
}

/** Gives a post that is not on its way a time to be published at; false when it is on its way, published or not there. */
export async function schedulePost(sql: Sql, userId: string, id: string, dueAt: string): Promise<boolean> {
  const moved = await sql`
    UPDATE posts SET status = 'scheduled', due_at = ${dueAt}::timestamptz, tries = 0, error = NULL
    WHERE id = ${id} AND user_id = ${userId} AND status IN ('draft', 'scheduled', 'failed')
    RETURNING id`.fetchOne()
  return moved !== null
}

/** Takes a post's time back; false when it is not scheduled. */
export async function unschedulePost(sql: Sql, userId: string, id: string): Promise<boolean> {
  const moved = await sql`
    UPDATE posts SET status = 'draft', due_at = NULL
    WHERE id = ${id} AND user_id = ${userId} AND status = 'scheduled'
    RETURNING id`.fetchOne()
  return moved !== null
}

/** Ids of a user's posts that are due at `now`, and of those whose claim has run out, the oldest first. */
export async function listDuePosts(sql: Sql, userId: string, now: string, limit: number): Promise<string[]> {
  const due = await sql<{ id: string }>`
    SELECT id FROM posts
    WHERE user_id = ${userId} AND ((status = 'scheduled' AND due_at <= ${now}::timestamptz)
      OR (status = 'publishing' AND claimed_until <= ${now}::timestamptz))
    ORDER BY due_at NULLS FIRST, id LIMIT ${limit}`.fetch()
  return due.map(({ id }) => id)
}

/** How many posts of a user wait for their time or are on their way. */
export async function countOpenPosts(sql: Sql, userId: string): Promise<number> {
  const counted = await sql<{ n: number }>`
    SELECT count(*)::int AS n FROM posts
    WHERE user_id = ${userId} AND status IN ('scheduled', 'publishing')`.fetchOne()
  return counted?.n ?? 0
}

/** Has posts for the same API wait until it can take them; those that wait longer stay as they are. */
export async function delayPosts(sql: Sql, { user_id, api }: Pick<Post, 'user_id' | 'api'>, until: string) {
  await sql`
    UPDATE posts SET due_at = ${until}::timestamptz
    WHERE user_id = ${user_id} AND api = ${api} AND status = 'scheduled' AND due_at < ${until}::timestamptz`.execute()
}

/** A user's published posts since a time, the newest first. */
export async function listPublishedPosts(sql: Sql, userId: string, since: string, limit: number): Promise<Post[]> {
  return await sql<Post>`
    SELECT id, user_id, session_id, api, text, link, status, due_at, external_id, url, error, created_at, published_at
    FROM posts
    WHERE user_id = ${userId} AND status = 'published' AND published_at >= ${since}::timestamptz
    ORDER BY published_at DESC, id LIMIT ${limit}`.fetch()
}
