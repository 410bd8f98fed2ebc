import { realClock } from '../lib/clock.ts'
import { dataTable } from '../lib/store/index.ts'
import { expireMemories } from './memory/index.ts'

/** Takes away the memories, of all users, that are true no longer. A schedule runs it every night. */
export async function main(): Promise<{ expired: number }> {
  return await expireMemories(dataTable(), { at: new Date(realClock.now()).toISOString() })
}
