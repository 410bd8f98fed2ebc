/** Looks at the server that is running, or at one that is named, and at what is deployed there. */

import { callTarget, checkAccess, DeployError, isEmpty, plan, type Target } from '../deploy/index.ts'
import type { Verdict } from './diagnose.ts'

const START = 'Start it: npm start'

/** Whether the server answers, and takes the token. */
export async function lookAtServer(target: Target | undefined): Promise<Verdict> {
  if (!target) return { state: 'absent', told: 'none is running here (npm start), and none is named with --base-url' }
  try {
    await checkAccess(target)
  } catch (error) {
    if (!(error instanceof DeployError)) throw error
    const at = error.message.lastIndexOf('. ', error.message.length - 2)
    return { state: 'broken', told: error.message.slice(0, at), fix: error.message.slice(at + 2) || START }
  }
  return { state: 'fine', told: `workspace ${target.workspace} at ${target.baseUrl}` }
}

/** Whether what is deployed is what is in this checkout. */
export async function lookAtDeployment(target: Target): Promise<Verdict> {
  const changes = await plan(target)
  if (isEmpty(changes)) return { state: 'fine', told: 'what is deployed is what is here' }
  const { added, edited, deleted } = changes
  return {
    state: 'broken',
    told: `${added.length + edited.length + deleted.length} files are not deployed as they are here (${[...added, ...edited, ...deleted][0]}, …)`,
    fix: `Run: npm run deploy -- --base-url ${target.baseUrl} --workspace ${target.workspace} --token … --apply`,
  }
}

/** Memory needs the extension `vector` in the data table; everything else works without it. */
export async function lookAtDataTable(target: Target): Promise<Verdict> {
  const content = "SELECT count(*)::int AS n FROM pg_available_extensions WHERE name = 'vector'"
  const preview = { content, language: 'postgresql', args: { database: 'datatable://main' } }
  try {
    const answer = await callTarget(target, 'POST', '/jobs/run_wait_result/preview', preview)
    if (JSON.parse(answer)[0]?.n === 1) return { state: 'fine', told: 'main, with vector' }
    return { state: 'broken', told: 'main has no extension vector', fix: 'Install pgvector in its PostgreSQL.' }
  } catch (error) {
    const fix = 'Add the data table main in the workspace settings, or look at its PostgreSQL.'
    return { state: 'broken', told: `main does not answer (${(error as Error).message})`, fix }
  }
}
