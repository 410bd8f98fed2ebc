import { loadAgent } from '../store/agents.ts'
import { listRuns } from '../store/read_runs.ts'
import { listRuns as route } from './contract/runs.ts'
import { type HttpAnswer, type HttpEvent, prepare, serve } from './lib/index.ts'
import { findRun, summaryOf } from './runs/index.ts'

export async function preprocessor(event: HttpEvent) {
  return await prepare(event)
}

/** `GET /v1/runs`: lists the caller’s runs. */
export async function main(request: object): Promise<HttpAnswer> {
  return await serve(request, route, async ({ sql, user_id, query }) => {
    const { agent, session_id, status, limit } = query
    const agent_id = agent && (await loadAgent(sql, user_id, agent)).agent_id
    const before = query.before ? await findRun(sql, { user_id, run_id: query.before }) : undefined
    const rows = await listRuns(sql, { user_id, agent_id, session_id, status, limit, before })
    return [200, { runs: rows.map(summaryOf), next: rows.length === limit ? rows.at(-1)!.id : null }]
  })
}
