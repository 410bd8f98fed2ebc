import { describe, expect, it } from 'vitest'
import type { FlowModule, FlowValue } from '../../../../services/windmill/src/shared/openflow.ts'
import { play } from './playing.ts'
import { flow, gives, handler, throws } from './vocabulary.ts'

// Windmill reads the value of a step when its turn has come (`FlowModule::get_value`), and fails the flow then; what a
// step leaves out has the defaults of its structures (`ConstantDelay`, `ExponentialDelay`).

const step = (value: unknown, settings: object = {}) => ({ id: 'a', value, ...settings }) as FlowModule

describe('a step that is not well-formed fails its flow', () => {
  it.for<[string, unknown, string]>([
    ['without a value', undefined, 'missing field `value`'],
    ['of a type that is none', { type: 'teleport' }, 'unknown variant `teleport`'],
    ['of a type that every object has', { type: 'constructor' }, 'unknown variant `constructor`'],
    ['a script without code', { type: 'rawscript', language: 'bun' }, 'missing field `content`'],
    ['a loop without a list', { type: 'forloopflow', modules: [] }, '`iterator` is no input transform'],
    ['a loop without steps', { type: 'whileloopflow' }, 'missing field `modules`'],
    ['a branch-one without a default', { type: 'branchone', branches: [] }, 'missing field `default`'],
    ['a branch without steps', { type: 'branchall', branches: [{}] }, 'missing field `modules`'],
    [
      'an input that is none',
      { type: 'identity', input_transforms: { x: { type: 'wish' } } },
      '`x` is no input transform',
    ],
  ])('%s', async ([, value, reason]) => {
    const { success, result } = await play(flow([step(value)]))
    expect(success).toBe(false)
    expect(result).toMatchObject({ error: { name: 'Anyhow', message: expect.stringContaining(`step a: ${reason}`) } })
  })

  it('and its failure module runs', async () => {
    const { result } = await play(flow([step({ type: 'teleport' })], { failure_module: handler }))
    expect(result).toMatchObject({ handled: expect.stringContaining('unknown variant `teleport`') })
  })

  it('for a condition without an expression', async () => {
    const { result } = await play(flow([step({ type: 'identity' }, { skip_if: {} })]))
    expect(result).toMatchObject({ error: { message: expect.stringContaining('missing field `expr` of skip_if') } })
  })
})

describe('what is left out', () => {
  it('of a retry is no attempt, no pause, and times one', async () => {
    const tried = async (retry: object) => (await play(flow([throws('a', 'x', { retry })]))).driver.pushed
    expect(await tried({ exponential: { attempts: 1 } })).toMatchObject([{}, { scheduled_for: 1_700_000_000_000 }])
    expect(await tried({ constant: { attempts: 1 } })).toMatchObject([{}, { scheduled_for: 1_700_000_000_000 }])
    expect(await tried({ constant: {}, exponential: {} })).toHaveLength(1)
    expect(await tried({ constant: null, exponential: null })).toHaveLength(1)
  })

  it('as null is as good as absent', async () => {
    const nothing = { stop_after_if: null, skip_if: null, sleep: null, suspend: null, retry: null, mock: null }
    const value = { failure_module: null, preprocessor_module: null, skip_expr: null } as unknown as Partial<FlowValue>
    const steps = [throws('a', 'x', nothing as object), gives('b', '2')]
    expect(await play(flow(steps, value))).toMatchObject({ success: false, result: { error: { message: 'x' } } })
  })
})
