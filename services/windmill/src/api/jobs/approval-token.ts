/**
 * What is signed with the workspace's key: each kind of capability
 * over a text of its own, so that none serves as another.
 */

/** An answer to a suspended job: the job, the number of the answer, and who is to have given it. */
export const answerText = (job: string, resumeId: number, approver: string | undefined): string =>
  `${job}:${resumeId}:${approver ?? ''}`

/** An answer to one approval of a workflow-as-code, by its key. */
export const keyedAnswerText = (job: string, resumeId: number, approver: string | undefined, key: string): string =>
  `${answerText(job, resumeId, approver)}:${key}`

/** To open the approval page of a flow, and answer there. */
export const approvalText = (flow: string): string => `approval:${flow}`

/** To look at a flow and its jobs. */
export const viewText = (flow: string): string => `view:${flow}`
