import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startWindmill } from '../../services/windmill/src/index.ts'
import { createQueue } from '../../services/windmill/src/queue/index.ts'
import { realSystem } from '../../services/windmill/src/shared/system.ts'
import { openStore } from '../../services/windmill/src/store/index.ts'
import { connect } from './client.ts'
import { perSecond, quantile, timeEach } from './measure.ts'
import { deployRunnables, HELLO } from './runnables.ts'

/** What one job costs when 100, and when 100,000, jobs have been kept; on disk, with a process that stays. */
export async function benchKept(): Promise<void> {
  const table: Record<string, object> = {}
  for (const kept of [100, 100_000]) {
    const folder = mkdtempSync(join(tmpdir(), 'millwright-bench-'))
    try {
      keepJobs(folder, kept)
      const windmill = await startWindmill({ dataDir: folder, dedicated: [HELLO], isolation: 'off' })
      const client = await connect(windmill.url, windmill.token)
      await deployRunnables(client)
      const run = (index: number) => client.call('POST', `/jobs/run_wait_result/p/${HELLO}`, { name: `n${index}` })
      await timeEach(20, run)
      const one = await timeEach(200, run)
      const list = await timeEach(20, () => client.call('GET', '/jobs/list?per_page=30'))
      const rate = await perSecond(2000, 16, run)
      table[`${kept} jobs kept`] = {
        'one job, p50 ms': Math.round(quantile(one, 0.5) * 10) / 10,
        'list of 30, p50 ms': Math.round(quantile(list, 0.5) * 10) / 10,
        'jobs/s with 16 callers': Math.round(rate),
      }
      await windmill.stop()
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
  console.table(table)
}

/** Writes jobs that have ended into a data folder, as runs of the measured script would have left them. */
function keepJobs(folder: string, count: number): void {
  const store = openStore(folder)
  const queue = createQueue(store, realSystem)
  store.transaction(() => {
    for (let index = 0; index < count; index++) {
      const id = queue.push({
        workspace_id: 'bench',
        kind: 'script',
        created_by: 'admin',
        permissioned_as: 'u/admin',
        email: 'admin@windmill.dev',
        script_path: HELLO,
        args: { name: `n${index}` },
      })
      queue.end(id, { success: true, result: `hello n${index}` })
    }
  })
  store.close()
}
