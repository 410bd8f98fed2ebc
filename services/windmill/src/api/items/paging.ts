import { z } from 'zod'

/** The two parameters by which lists are read page by page. */
export const pagingFields = {
  page: z.coerce.number().int().min(0).optional(),
  per_page: z.coerce.number().int().min(1).optional(),
}

const DEFAULT_PER_PAGE = 1000
const MAX_PER_PAGE = 10_000

/** One page of a list. As in Windmill the first page is 1, and 0 is the first page too. */
export function pageOf<T>(rows: T[], { page, per_page }: { page?: number; per_page?: number }): T[] {
  const size = Math.min(per_page ?? DEFAULT_PER_PAGE, MAX_PER_PAGE)
  const from = (Math.max(page ?? 1, 1) - 1) * size
  return rows.slice(from, from + size)
}
