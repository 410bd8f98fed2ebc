import { createEvaluator } from '../../../../services/windmill/src/flow/index.ts'
import type { JsonObject } from '../../../../services/windmill/src/shared/json.ts'
import type { FlowValue } from '../../../../services/windmill/src/shared/openflow.ts'
import { type Action, type Deployed, MemoryDriver } from './memory-driver.ts'
import { flowShape } from './shape.ts'

export const { evaluate } = await createEvaluator()

interface Setting {
  args?: JsonObject
  actions?: Action[]
  deploy?: Deployed
  deployed?: boolean
}

/** A driver of its own for one test. */
export const newDriver = ({ deploy, deployed }: Setting = {}) => new MemoryDriver(evaluate, deploy, deployed)

/** Plays a flow to its end and gives what the recording would keep of it, and the driver. */
export async function play(flow: FlowValue, setting: Setting = {}) {
  const driver = newDriver(setting)
  const root = await driver.play(flow, setting.args, setting.actions)
  return { ...flowShape(root), root, driver, status: root.status! }
}
