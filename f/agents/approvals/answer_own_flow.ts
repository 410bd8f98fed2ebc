import { JobService } from 'windmill-client'

/**
 * Answers the flow that this job is a step of before it is suspended: Windmill takes an answer to a step that asks
 * while that step still runs, and the flow goes on at once. `approver` is who it says has answered. A second answer, of a
 * job that runs again, changes nothing.
 */
export async function answerOwnFlow(
  payload: object,
  approver: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  const step = { workspace: env.WM_WORKSPACE ?? '', id: env.WM_JOB_ID ?? '', resumeId: 0, approver }
  const signature = await JobService.createJobSignature(step)
  await JobService.resumeSuspendedJobPost({ ...step, signature, requestBody: { ...payload } })
}
