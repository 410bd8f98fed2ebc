import { dataTable, moveTask } from '../../lib/store/index.ts'
import type { WrittenCode } from '../router/plan_call.ts'
import { reporterOf, runOfArgument } from '../task_run.ts'

/** Where the answer goes; Windmill's page of the approval shows the `description`. */
interface Asked {
  job_id: string
  url: string
  description: { render_all: [{ markdown: string }, ...string[]] }
}

/**
 * Tells a user's pages that code waits for a yes, with the code and the flow that waits. The answer goes to that flow:
 * on its page in Windmill, or by POST jobs_u/flow/resume_suspended/{job_id} {approved}.
 */
export async function main(run: object, call: string, items: object[]): Promise<Asked> {
  const owner = runOfArgument(run)
  const job_id = process.env.WM_FLOW_JOB_ID ?? ''
  const url = `${process.env.WM_BASE_URL}/run/${job_id}?workspace=${process.env.WM_WORKSPACE}`
  const written = items as WrittenCode[]
  const names = written.map(({ name }) => name).join(', ')
  if (owner) await moveTask(dataTable(), owner.run_id, 'running', 'waiting_approval')
  await reporterOf(owner)({
    ...{ key: `${call}/approval`, type: 'TASK_PROGRESS', step: 'ask_person' },
    message: `Jobs are not isolated here, so code of a model waits for your yes: ${names}. Look at it at ${url}`,
    data: { status: 'waiting_approval', approval: { job_id, url, items } },
  })
  const markdown = `Jobs are not isolated here, so code of a model waits for your yes: ${names}`
  return { job_id, url, description: { render_all: [{ markdown }, ...written.map(({ code }) => code)] } }
}
