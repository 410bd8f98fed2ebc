import type { Context } from 'hono'
import { z } from 'zod'
import { type DependencyRequest, dependencyJob } from '../deploy/index.ts'
import { memberOf, newRoutes, type Routes, readBody, type Windmill } from './context.ts'
import { flowValue } from './flows/index.ts'
import { refuseOperator } from './items/access.ts'
import { answerWithResult } from './jobs/index.ts'

const tempRefs = z.record(z.string(), z.string()).nullish()

const scriptsBody = z.object({
  raw_scripts: z
    .array(z.object({ raw_code: z.string(), language: z.string(), script_path: z.string() }))
    .min(1, 'at least one script is needed'),
  entrypoint: z.string(),
  temp_script_refs: tempRefs,
  raw_workspace_dependencies: tempRefs,
})

const flowBody = z.object({
  flow_value: flowValue,
  path: z.string(),
  temp_script_refs: tempRefs,
  raw_workspace_dependencies: tempRefs,
})

/**
 * Locks of what is not deployed: `/api/w/:workspace/jobs/run/dependencies_async` and its likes, which
 * `wmill generate-metadata` asks (it comes with the cookie alone). The older forms wait for the result.
 */
export const lockRoutes: Routes = (windmill) => {
  const app = newRoutes()
  app.post('/dependencies_async', async (c) => c.text(await queueScripts(windmill, c), 201))
  app.post('/flow_dependencies_async', async (c) => c.text(await queueFlow(windmill, c), 201))
  app.post('/dependencies', async (c) => answerWithResult(windmill, c, await queueScripts(windmill, c)))
  app.post('/flow_dependencies', async (c) => answerWithResult(windmill, c, await queueFlow(windmill, c)))
  return app
}

async function queueScripts(windmill: Windmill, c: Context): Promise<string> {
  const { raw_scripts: scripts, entrypoint, temp_script_refs, ...body } = await readBody(c, scriptsBody)
  const package_lists = body.raw_workspace_dependencies ?? undefined
  return queue(windmill, c, { of: 'raw_scripts', scripts, entrypoint, package_lists }, entrypoint, temp_script_refs)
}

async function queueFlow(windmill: Windmill, c: Context): Promise<string> {
  const { flow_value: value, path, temp_script_refs, ...body } = await readBody(c, flowBody)
  const package_lists = body.raw_workspace_dependencies ?? undefined
  return queue(windmill, c, { of: 'raw_flow', value, path, package_lists }, path, temp_script_refs)
}

function queue(
  windmill: Windmill,
  c: Context,
  request: DependencyRequest,
  path: string,
  refs: Record<string, string> | null | undefined,
): string {
  const member = memberOf(windmill, c)
  refuseOperator(member, 'make locks')
  return windmill.queue.push(dependencyJob(member, request, path, {}, refs ?? undefined))
}
