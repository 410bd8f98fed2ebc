import { z } from 'zod'
import type { FlowModule, FlowModuleValue, FlowValue } from '../../shared/openflow.ts'

const script = { content: z.string(), language: z.string() }

/** Where a step's script or flow may lie: in the workspace, or on the hub. A step under construction names none yet. */
const runnablePath = z
  .string()
  .regex(
    /^$|^(u|f|g|hub)\//,
    'is not a workspace path (expected u/, f/, g/ or hub/). Absolute or local filesystem paths are not allowed in flow steps.',
  )

const modules = z.lazy(() => z.array(flowModule))
const branch = z.looseObject({ modules })

const moduleValue: z.ZodType<FlowModuleValue> = z.lazy(() =>
  z.discriminatedUnion('type', [
    z.looseObject({ type: z.literal('rawscript'), ...script }),
    z.looseObject({ type: z.literal('script'), path: runnablePath }),
    z.looseObject({ type: z.literal('flow'), path: runnablePath }),
    z.looseObject({ type: z.literal('forloopflow'), iterator: z.looseObject({}), modules }),
    z.looseObject({ type: z.literal('whileloopflow'), modules }),
    z.looseObject({
      type: z.literal('branchone'),
      branches: z.array(branch.extend({ expr: z.string() })),
      default: modules,
    }),
    z.looseObject({ type: z.literal('branchall'), branches: z.array(branch) }),
    z.looseObject({ type: z.literal('identity') }),
    z.looseObject({
      type: z.literal('aiagent'),
      tools: z.array(z.looseObject({ id: z.string(), value: z.looseObject({}) })),
      input_transforms: z.looseObject({}),
    }),
  ]),
) as z.ZodType<FlowModuleValue>

const flowModule = z.looseObject({
  id: z.string(),
  value: moduleValue,
  retry: z
    .looseObject({ exponential: z.looseObject({ attempts: z.number(), seconds: z.number() }).nullish() })
    .refine(
      ({ exponential }) => !exponential || exponential.attempts <= 0 || exponential.seconds > 0,
      'the base of an exponential retry (seconds) must be greater than 0',
    )
    .nullish(),
}) as z.ZodType<FlowModule>

/**
 * A flow's value: what Windmill refuses to deploy is refused here, with the place of the fault. Fields that are not
 * named stay as they were sent.
 */
export const flowValue = z.looseObject({
  modules,
  failure_module: flowModule.nullish(),
  preprocessor_module: flowModule.nullish(),
}) as unknown as z.ZodType<FlowValue>
