import { z } from 'zod'
import { isJsonObject, type Json, type JsonObject } from '../../shared/json.ts'
import { type ApiClient, ApiFailure } from '../api-client.ts'
import { href } from '../context.ts'
import { isOver, stateOf, type WholeJob, wholeJob } from '../job.ts'

const info = z.object({
  form_schema: z.json().optional(),
  description: z.json().optional(),
  default_args: z.json().optional(),
  enums: z.json().optional(),
  hide_cancel: z.boolean().optional(),
  can_approve: z.boolean(),
  user_auth_required: z.boolean(),
  approvers: z.array(z.object({ approver: z.string() })),
  view_token: z.string().optional(),
})

/** What a suspended job asks, and how it stands with it. */
export interface Asked {
  /** Absent where who looks is not to see anything of it. */
  job?: WholeJob
  /**
   * open: whoever looks may answer. closed: others may. signIn: who logs in may, and nobody else sees what is asked.
   * answered: somebody has, and the job goes on or has ended. expired: the time was over, or the job was cancelled.
   */
  state: 'open' | 'closed' | 'signIn' | 'answered' | 'expired' | 'nothing'
  description: Json
  schema: JsonObject
  defaults: JsonObject
  hideRefuse: boolean
  approvers: string[]
  /** With it, whoever may answer may also look at the job. */
  viewToken?: string
}

const LOCKED: Asked = {
  state: 'signIn',
  description: null,
  schema: {},
  defaults: {},
  hideRefuse: true,
  approvers: [],
}

/**
 * What the job asks; undefined when there is no such job for
 * this visitor. Throws ApiFailure 401 where a login is needed.
 */
export async function findAsked(
  api: ApiClient,
  workspace: string,
  id: string,
  token: string | undefined,
): Promise<Asked | undefined> {
  const at = `/w/${encodeURIComponent(workspace)}/jobs_u`
  const asked = await api.find(href(`${at}/flow/approval_info/${encodeURIComponent(id)}`, { token }), info)
  if (!asked) return undefined
  if (asked.view_token === undefined) return LOCKED
  const job = await api.find(href(`${at}/get/${encodeURIComponent(id)}`, { view_token: asked.view_token }), wholeJob)
  if (!job) return undefined
  return {
    job,
    state: stateOfAsked(asked, job),
    description: asked.description ?? null,
    schema: withEnums(asked.form_schema ?? null, asked.enums ?? null),
    defaults: isJsonObject(asked.default_args) ? asked.default_args : {},
    hideRefuse: asked.hide_cancel === true,
    approvers: asked.approvers.map(({ approver }) => approver),
    viewToken: asked.view_token,
  }
}

function stateOfAsked(asked: z.infer<typeof info>, job: WholeJob): Asked['state'] {
  const state = stateOf(job, Date.parse(job.created_at))
  if (state === 'suspended') return asked.can_approve ? 'open' : 'closed'
  if (asked.approvers.length > 0) return 'answered'
  return isOver(state) ? 'expired' : 'nothing'
}

/** A step gives its form as `{schema}`, a workflow-as-code the schema itself; `enums` are choices found while it ran. */
function withEnums(form: Json, enums: Json): JsonObject {
  const schema = isJsonObject(form) ? (isJsonObject(form.schema) ? form.schema : form) : {}
  if (!isJsonObject(enums) || !isJsonObject(schema.properties)) return schema
  const properties = Object.entries(schema.properties).map(([name, property]) => {
    const choices = enums[name]
    return [name, isJsonObject(property) && Array.isArray(choices) ? { ...property, enum: choices } : property]
  })
  return { ...schema, properties: Object.fromEntries(properties) as JsonObject }
}

/** Sends an answer; false when somebody was quicker. Throws ApiFailure when it is not theirs to give. */
export async function answer(
  api: ApiClient,
  workspace: string,
  id: string,
  given: { payload: JsonObject; approved: boolean; approval_token: string | undefined },
): Promise<boolean> {
  try {
    await api.post(`/w/${encodeURIComponent(workspace)}/jobs_u/flow/resume_suspended/${encodeURIComponent(id)}`, given)
    return true
  } catch (error) {
    if (error instanceof ApiFailure && error.status === 400) return false
    throw error
  }
}
