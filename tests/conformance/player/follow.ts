import type { Client } from './client.ts'

/**
 * Waits until `probe` answers something. It asks at once, and again whenever the server tells that the job has changed
 * (server-sent events), so nothing is asked in vain and nothing sleeps. Fails after `seconds`.
 */
export async function until<T>(
  client: Client,
  jobId: string,
  what: string,
  probe: () => Promise<T | undefined>,
  seconds = 45,
): Promise<T> {
  const limit = AbortSignal.timeout(seconds * 1000)
  try {
    while (true) {
      for await (const _change of client.changes(jobId, limit)) {
        const found = await probe()
        if (found !== undefined) return found
      }
    }
  } catch (error) {
    if (limit.aborted) throw new Error(`waited ${seconds} s for ${what}`)
    throw error
  }
}
