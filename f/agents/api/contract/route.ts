import type { z } from 'zod'

/**
 * A route of the API: what it takes and what it answers. The checks at the door, the HTTP triggers and the OpenAPI
 * document are all made of it. Its name is that of its script.
 */
export interface Route {
  method: 'get' | 'post' | 'patch' | 'delete'
  /** Below `/v1/`; a part with a colon is a parameter. */
  path: string
  summary: string
  description?: string
  params?: z.ZodObject
  query?: z.ZodObject
  body?: z.ZodType
  /** The code of the error for a body that does not fit. (Default: BAD_REQUEST) */
  body_code?: string
  /** What is answered, by status. */
  answers: Record<number, { description: string; schema: z.ZodType }>
  /** Statuses of refusals, and when they are answered; 400 and 401 come with every route. */
  refusals?: Record<number, string | SharedRefusal>
}

/** When a refusal is answered that several routes have. `id` is its name in the OpenAPI document. */
export interface SharedRefusal {
  id: string
  description: string
}
