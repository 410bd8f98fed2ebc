import { expect } from 'vitest'
import { createEvaluator } from '../../../../services/windmill/src/flow/index.ts'
import type { JsonObject } from '../../../../services/windmill/src/shared/json.ts'
import type { FlowModule, FlowValue } from '../../../../services/windmill/src/shared/openflow.ts'
import { startWorker, type WorkerContext } from '../../../../services/windmill/src/worker/index.ts'
import { type ApiKit, openApi } from '../api/kit.ts'

/** The API and a worker over a store in memory. Its flows have no scripts: steps that hand on what they get need no process. */
export interface FlowKit extends ApiKit {
  worker: WorkerContext
  /** Starts a preview; answers its id. */
  run(value: FlowValue, args?: JsonObject): Promise<string>
  /** Resolves once the flow fits. */
  until(id: string, fits: () => boolean): Promise<void>
  waits(id: string): Promise<void>
  ends(id: string): Promise<void>
  /** Uses the link by which `ada` answers a flow, or a step of it. */
  answerFlow(id: string, number: number, door?: 'resume' | 'cancel'): Promise<void>
  /** Ends the worker, and starts another on the same store after what is done in between; answers what that answers. */
  restart<T>(between: () => T): Promise<T>
  stop(): Promise<void>
}

export const identity = { type: 'identity' as const }
export const passes = (id: string, settings: Partial<FlowModule> = {}): FlowModule => ({
  id,
  value: identity,
  ...settings,
})
export const asking = (id: string): FlowModule => passes(id, { suspend: { required_events: 1, timeout: 600 } })

export async function openFlows(given: Parameters<typeof openApi>[0] = {}): Promise<FlowKit> {
  const kit = await openApi(given)
  const evaluator = await createEvaluator()
  const executor = { endLeftovers: () => {} } as Parameters<typeof startWorker>[0]['executor']
  const context = { ...kit.windmill, executor, evaluate: evaluator.evaluate, dataDir: '', random: () => 0 }
  let running = startWorker(context, 1)

  const until = (id: string, fits: () => boolean) =>
    new Promise<void>((resolve) => {
      const look = (changed?: string) => {
        if (changed !== undefined && changed !== id) return
        if (!fits()) return
        kit.windmill.queue.events.off('changed', look)
        resolve()
      }
      kit.windmill.queue.events.on('changed', look)
      look()
    })

  return {
    ...kit,
    worker: context,
    until,
    run: async (value, args = {}) =>
      (await kit.answer('POST', '/jobs/run/preview_flow', { body: { value, args } })).body as string,
    waits: (id) => until(id, () => (kit.job(id).suspend ?? 0) > 0),
    ends: (id) => until(id, () => kit.job(id).completed_at !== null),
    answerFlow: async (id, number, door = 'resume') => {
      const { body: signature } = await kit.answer('GET', `/jobs/job_signature/${id}/${number}?approver=ada`)
      const path = `/jobs_u/${door}/${id}/${number}/${signature}?approver=ada`
      expect((await kit.ask('POST', path, { body: { number } })).status).toBe(201)
    },
    restart: async (between) => {
      await running.stop()
      const answer = between()
      running = startWorker(context, 1)
      return answer
    },
    stop: async () => {
      await running.stop()
      evaluator.dispose()
      await kit.windmill.stop()
    },
  }
}
