import type { Context, Hono } from 'hono'
import { z } from 'zod'
import type { Member } from '../../auth/index.ts'
import { initialStatus } from '../../flow/index.ts'
import { applyRunQuery, callerOf, defined, deployedJob, runQuerySchema } from '../../runnable/index.ts'
import { badRequest } from '../../shared/errors.ts'
import type { NewJob } from '../../shared/job.ts'
import type { FlowValue } from '../../shared/openflow.ts'
import { memberOf, readBody, readQuery, type Windmill, workspaceOf } from '../context.ts'
import { refuseOperator } from '../items/access.ts'
import { checkSteps } from '../items/runnable-access.ts'
import { parsedObject } from '../parsed-json.ts'
import { keepRawTemp, readCodebaseForm } from '../scripts/index.ts'
import { answerWithResult } from './answer-with-result.ts'
import { placeSchema, restart } from './restart.ts'
import { visibleJobAt } from './visibility.ts'

const args = parsedObject.nullish()
const tempRefs = z.record(z.string(), z.string()).nullish()

const scriptSchema = z.object({
  content: z.string().nullish(),
  kind: z.enum(['code', 'identity', 'noop', 'bundle', 'tarbundle', 'scripthash']).nullish(),
  script_hash: z.string().nullish(),
  path: z.string().nullish(),
  args,
  language: z.string().nullish(),
  tag: z.string().nullish(),
  lock: z.string().nullish(),
  flow_path: z.string().nullish(),
  temp_script_refs: tempRefs,
})

const bundleSchema = scriptSchema.extend({ content: z.string(), kind: z.enum(['bundle', 'tarbundle']) })

const isFlow = (value: unknown): value is FlowValue =>
  z.object({ modules: z.array(z.looseObject({ id: z.string() })) }).safeParse(value).success

const flowSchema = z.object({
  value: z.custom<FlowValue>(isFlow, 'expected a flow value with a list of modules'),
  path: z.string().nullish(),
  args,
  tag: z.string().nullish(),
  restarted_from: placeSchema.extend({ flow_job_id: z.uuid() }).nullish(),
  temp_script_refs: tempRefs,
})

type ScriptPreview = z.infer<typeof scriptSchema>

/** Routes that run code, or a flow, that is not deployed. It runs as the caller. */
export function addPreviewRoutes(app: Hono, windmill: Windmill): void {
  const pushFlow = async (c: Context) => {
    const preview = await readBody(c, flowSchema)
    const member = memberOf(windmill, c)
    checkSteps(windmill, member, preview.value)
    const { restarted_from, value, args } = preview
    if (restarted_from) {
      const ran = visibleJobAt(windmill, member, restarted_from.flow_job_id)
      return restart(windmill, member, ran, { ...restarted_from, flow: value, args: args ?? undefined })
    }
    return push(windmill, c, flowFields(preview))
  }
  const runScript = async (c: Context) => {
    const preview = await readBody(c, scriptSchema)
    return isQuery(preview)
      ? c.json(await runQuery(windmill, c, preview))
      : answerWithResult(windmill, c, push(windmill, c, scriptFields(windmill, c, preview)))
  }

  app.post('/run/preview', async (c) => {
    const preview = await readBody(c, scriptSchema)
    return c.text(push(windmill, c, scriptFields(windmill, c, preview)), 201)
  })
  app.post('/run/preview_flow', async (c) => c.text(await pushFlow(c), 201))
  app.post('/run_wait_result/preview', runScript)
  app.post('/run_wait_result/preview_flow', async (c) => answerWithResult(windmill, c, await pushFlow(c)))
  app.post('/run_inline/preview', runScript)
  app.post('/run/preview_bundle', async (c) => {
    const { body, bundle } = await readCodebaseForm(c, 'preview', bundleSchema)
    const { workspace_id } = memberOf(windmill, c)
    const fields = scriptFields(windmill, c, { ...body, kind: 'code' })
    const options = { ...fields.options, bundle: keepRawTemp(windmill, workspace_id, bundle) }
    return c.text(push(windmill, c, { ...fields, options }), 201)
  })
}

/** SQL on the data table needs no job: `wmill.datatable()` waits for it on each statement. */
const isQuery = (preview: ScriptPreview) => preview.language === 'postgresql' && preview.content != null

function runQuery(windmill: Windmill, c: Context, { content, args }: ScriptPreview) {
  const member = memberOf(windmill, c)
  // Code that is deployed asks the data table for whoever runs it, an operator too; Windmill lets that through as well.
  if (!member.token.job_id) refusePreview(member)
  return windmill.datatable.runScript(content ?? '', args ?? {}, c.req.raw.signal)
}

type PreviewFields = Partial<NewJob> & Pick<NewJob, 'kind' | 'args'>

const refusePreview = (member: Member) => refuseOperator(member, 'run preview jobs')

function scriptFields(windmill: Windmill, c: Context, preview: ScriptPreview): PreviewFields {
  const { kind, content, path, language, tag, script_hash } = preview
  const given = {
    ...defined({ tag: tag ?? undefined, script_path: path ?? undefined }),
    args: preview.args ?? {},
    options: defined({
      lock: preview.lock ?? undefined,
      flow_path: preview.flow_path ?? undefined,
      temp_script_refs: preview.temp_script_refs ?? undefined,
    }),
  }
  if (kind === 'identity' || kind === 'noop') return { ...given, kind, tag: tag ?? kind }
  if (kind === 'bundle' || kind === 'tarbundle') {
    throw badRequest('A preview of a codebase comes with its bundle: POST it as a form to run/preview_bundle')
  }
  if (kind === 'scripthash' && script_hash) {
    const member = memberOf(windmill, c)
    return deployedJob(
      windmill.store,
      workspaceOf(c),
      { script: { hash: script_hash } },
      {
        caller: callerOf(member),
        mayRead: (path, extraPerms) => windmill.auth.canRead(member, path, extraPerms),
        args: () => given.args,
      },
    )
  }
  if (content == null) throw badRequest('body.content: a preview needs the code to run')
  return { ...given, kind: 'preview', language: language ?? 'bun', raw_code: content }
}

function flowFields({ value, path, tag, args, temp_script_refs }: z.infer<typeof flowSchema>): PreviewFields {
  return {
    ...defined({ tag: tag ?? undefined, script_path: path ?? undefined, priority: value.priority }),
    kind: 'flowpreview',
    raw_flow: value,
    flow_status: initialStatus(value),
    args: args ?? {},
    options: defined({ cache_ttl: value.cache_ttl, temp_script_refs: temp_script_refs ?? undefined }),
  }
}

function push(windmill: Windmill, c: Context, fields: PreviewFields): string {
  const member = memberOf(windmill, c)
  refusePreview(member)
  const job: NewJob = { ...callerOf(member), workspace_id: workspaceOf(c), ...fields }
  return windmill.queue.push(applyRunQuery(job, readQuery(c, runQuerySchema), windmill.system.now()))
}
