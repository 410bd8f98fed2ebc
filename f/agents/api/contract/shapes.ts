import { z } from 'zod'

/*
 * Shapes that several routes share. `id` in the meta of a schema is its name in the OpenAPI document.
 */

export const id = z.string().min(1).max(200)
export const time = z.string().meta({ description: 'RFC 3339' })
export const json = z.unknown()
export const jsonObject = z.record(z.string(), z.unknown())

/** Numbers come as texts in a query. */
export const limit = (most: number, usual: number) =>
  z.coerce.number().int().min(1).max(most).default(usual).meta({ description: 'How many at most' })
export const before = id.optional().meta({ description: 'Those after this one: `next` of the page before' })
export const next = id.nullable().meta({ description: '`before` of the next page; null when there is none' })

export const agentParams = z.object({ id: id.meta({ description: 'The id or the name of an agent' }) })
export const runParams = z.object({ id: id.meta({ description: 'The id of a run' }) })
export const sessionParams = z.object({ id: id.meta({ description: 'The id of a session' }) })
export const memoryParams = z.object({ id: id.meta({ description: 'The id of a memory' }) })

export const errorRecord = z
  .object({ code: z.string(), message: z.string(), details: jsonObject })
  .meta({ id: 'ErrorRecord', description: 'What went wrong: for programs, for people, and what it is about' })

export const errorBody = z.object({ error: errorRecord }).meta({ id: 'Error' })

export const noAgentOrSession = { id: 'NoAgentOrSession', description: 'There is no such agent or session of yours' }

export const deleted = z.object({ id }).meta({ id: 'Deleted' })
