import type { Hono } from 'hono'
import { z } from 'zod'
import { callerOf } from '../../runnable/index.ts'
import { badRequest, permissionDenied } from '../../shared/errors.ts'
import type { Job, NewJob } from '../../shared/job.ts'
import { isJsonObject, type Json, type JsonObject } from '../../shared/json.ts'
import { jobs } from '../../store/index.ts'
import { memberOf, readBody, type Windmill } from '../context.ts'
import { parsedJson, parsedObject } from '../parsed-json.ts'
import { memberJob } from './visibility.ts'

const checkpointSchema = z.object({
  key: z.string().min(1),
  result: parsedJson.optional(),
  started_at: z.string().optional(),
  duration_ms: z.number().optional(),
})

const taskSchema = z.object({ args: parsedObject.nullish() })

/** Routes that a workflow-as-code calls while it runs. */
export function addWorkflowRoutes(app: Hono, windmill: Windmill): void {
  app.post('/wac/inline_checkpoint/:id', async (c) => {
    const { key, result = null } = await readBody(c, checkpointSchema)
    const { token } = memberOf(windmill, c)
    const id = c.req.param('id')
    if (token.job_id !== id) throw permissionDenied('A workflow is checkpointed with the token of its own job')
    const stored = checkpoint(windmill, id, key, result)
    return c.json(isJsonObject(stored) && stored.__wmill_error ? { failure: stored } : {})
  })
  app.post('/run/workflow_as_code/:id/:task', async (c) => {
    const { args } = await readBody(c, taskSchema)
    const { member, job } = memberJob(windmill, c)
    const made = taskJob(job, c.req.param('task'), args ?? {})
    // A workflow calls its tasks with its own token; somebody else who may see it does not act for it.
    const caller = member.token.job_id === job.id ? {} : callerOf(member)
    return c.text(windmill.queue.push({ ...made, ...caller }), 201)
  })
}

/**
 * Puts the result of a step into the checkpoint of a workflow that still runs, and answers what is stored under the
 * key: a step that was told before keeps its first result.
 */
function checkpoint({ store, queue }: Windmill, id: string, key: string, result: Json): Json {
  return store.transaction(() => {
    const running = jobs.getWorkflowStatus.one(store.connection, { id })
    if (!running) throw badRequest(`The workflow ${id} does not run any more`)
    const status = running.workflow_as_code_status ?? {}
    const before = isJsonObject(status._checkpoint) ? status._checkpoint : {}
    const steps = isJsonObject(before.completed_steps) ? before.completed_steps : {}
    if (Object.hasOwn(steps, key)) return steps[key]!
    const _checkpoint: JsonObject = { ...before, completed_steps: { ...steps, [key]: result } }
    queue.saveWorkflowStatus(id, { ...status, _checkpoint })
    return result
  })
}

/** A task of the first kind of workflow-as-code: another function of the same script, as a job below it. */
function taskJob(workflow: Job, task: string, args: JsonObject): NewJob {
  const { script_path, script_hash, language, raw_code, options } = workflow
  return {
    workspace_id: workflow.workspace_id,
    kind: workflow.kind,
    created_by: workflow.created_by,
    permissioned_as: workflow.permissioned_as,
    email: workflow.email,
    parent_job: workflow.id,
    root_job: workflow.root_job ?? workflow.id,
    script_path: script_path ?? undefined,
    script_hash: script_hash ?? undefined,
    language: language ?? undefined,
    raw_code: raw_code ?? undefined,
    entrypoint: task,
    args,
    visible_to_owner: workflow.visible_to_owner,
    options: { temp_script_refs: options.temp_script_refs, lock: options.lock },
  }
}
