import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { request as secureRequest } from 'node:https'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { lookUntil, PATIENCE } from './patience.ts'
import type { Plan } from './plan.ts'
import { DeployError, type Target } from './target.ts'

const ENDING = '.http_trigger.yaml'

const triggerSchema = z.looseObject({
  route_path: z.string(),
  http_method: z.string(),
  workspaced_route: z.boolean().default(false),
  mode: z.string().optional(),
})

/** An HTTP route that is to answer. */
export interface Route {
  method: string
  path: string
}

/**
 * Waits until the HTTP routes that a plan adds or changes answer: a Windmill reads its table of routes anew from time to
 * time, and until then they are 404. Throws DeployError when one of them still does not answer in the end.
 */
export async function waitForRoutes(target: Target, root: string, plan: Plan, patience = PATIENCE): Promise<void> {
  const changed = [...plan.added, ...plan.edited].filter((path) => path.endsWith(ENDING))
  for (const route of changed.flatMap((path) => routeOf(join(root, path), target.workspace))) {
    if (await lookUntil(patience, () => isServed(target, route))) continue
    throw new DeployError(
      `${route.method} ${target.baseUrl}${route.path} still does not answer. Look at its trigger in Windmill, and deploy again.`,
    )
  }
}

/** The route of a trigger's file; none when it is switched off. */
export function routeOf(file: string, workspace: string): Route[] {
  const trigger = triggerSchema.parse(parse(readFileSync(file, 'utf8')))
  if (trigger.mode === 'disabled') return []
  const path = trigger.route_path.replace(/^\//, '').replace(/[:*]\w+/g, 'x')
  const prefix = trigger.workspaced_route ? `${workspace}/` : ''
  return [{ method: trigger.http_method.toUpperCase(), path: `/api/r/${prefix}${path}` }]
}

/**
 * Whether a route answers. It is asked with a body that is no JSON, which a route that is there refuses before it starts
 * a job (wire.jsonl, "HTTP routes").
 */
function isServed({ baseUrl }: Target, { method, path }: Route): Promise<boolean> {
  const url = new URL(baseUrl + path)
  const headers = { 'content-type': 'application/json', 'content-length': 1 }
  return new Promise((resolve, reject) => {
    const asked = (url.protocol === 'https:' ? secureRequest : request)(url, { method, headers }, (answer) => {
      answer.resume()
      resolve(answer.statusCode !== 404)
    })
    asked.on('error', reject)
    asked.end('{')
  })
}
