import { z } from 'zod'
import { lookUntil, PATIENCE } from './patience.ts'
import type { Plan } from './plan.ts'
import { callTarget, DeployError, type Target } from './target.ts'

const scriptSchema = z.looseObject({ hash: z.string(), lock: z.string().nullish() })
const statusSchema = z.looseObject({ lock: z.string().nullish(), lock_error_logs: z.string().nullish() })

/**
 * Waits until the scripts that a plan adds or changes can be run: one that came without a lock waits for the job that
 * makes it, and when that fails Windmill says so nowhere else. Throws DeployError with the reason.
 */
export async function waitForScripts(target: Target, plan: Plan, patience = PATIENCE): Promise<void> {
  for (const file of [...plan.added, ...plan.edited]) {
    const path = /^([ufg]\/.+)\.script\.yaml$/.exec(file)?.[1]
    if (path && !(await lookUntil(patience, () => hasLock(target, path)))) {
      throw new DeployError(`${path} cannot be run yet: its lock is still being made. Look at its job in Windmill.`)
    }
  }
}

async function hasLock(target: Target, path: string): Promise<boolean> {
  const { hash, lock } = scriptSchema.parse(JSON.parse(await callTarget(target, 'GET', `/scripts/get/p/${path}`)))
  if (lock != null) return true
  const text = await callTarget(target, 'GET', `/scripts/deployment_status/h/${hash}`)
  const status = statusSchema.parse(JSON.parse(text))
  if (status.lock_error_logs == null) return status.lock != null
  const reason = status.lock_error_logs.trim().split('\n').at(-1)
  throw new DeployError(
    `${path} cannot be run: its lock could not be made (${reason}). Mend its imports and deploy again.`,
  )
}
