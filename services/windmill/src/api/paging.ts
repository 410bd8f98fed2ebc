import type { Context } from 'hono'
import { z } from 'zod'
import { readQuery } from './context.ts'

/** Rows of a page unless the caller asks for another number, and at most; Windmill's own numbers. */
const PER_PAGE = 1000
const MAX_PER_PAGE = 10_000

const Paging = z.object({
  page: z.coerce.number().int().min(0).default(1),
  per_page: z.coerce.number().int().min(1).default(PER_PAGE),
})

/** What of a list the query asks for by `page` (from 1; 0 means 1 too) and `per_page`. */
export function pagingOf(c: Context): { limit: number; offset: number } {
  const { page, per_page } = readQuery(c, Paging)
  const limit = Math.min(per_page, MAX_PER_PAGE)
  return { limit, offset: (Math.max(page, 1) - 1) * limit }
}

/** The page of `rows` that the query asks for. */
export function paged<T>(c: Context, rows: T[]): T[] {
  const { limit, offset } = pagingOf(c)
  return rows.slice(offset, offset + limit)
}
