import type { Report } from '../../lib/events.ts'
import { deriveId } from '../../lib/ids.ts'
import type { Guard } from '../definition.ts'
import { checkValue } from '../guardrails/index.ts'
import type { Begun } from './begun.ts'
import { judgeWith } from './judge.ts'
import { withoutReferences } from './references.ts'
import { reporterOf, type Services } from './services.ts'

/** What guards make of an input or an answer. */
export interface Checked {
  /** Masked where they mask. */
  value: unknown
  /** Why it must not pass; null when it may. */
  blocked: string | null
  /** Why a person is to be asked; null when nobody is. */
  asked: string | null
}

/** Holds the input or the answer of a run against its guards, and tells what they found, after what is `untold`. */
export async function checkText(
  services: Services,
  begun: Begun,
  { where, value, untold }: { where: 'input' | 'output'; value: unknown; untold: Report[] },
): Promise<Checked> {
  const guards: Guard[] = begun.agent.definition.guardrails[where]
  const checked = await checkValue(guards, value, judgeWith(services, begun, where))
  const reports = checked.findings.map((finding, nth) => ({
    ...{ key: `${where}/guard/${nth}`, type: 'GUARDRAIL_ACTED', level: 'warn' as const, step: where },
    message: `A guard on the ${where} (${finding.action}): ${finding.reason}`,
    data: { where, ...finding },
  }))
  if (untold.length + reports.length > 0) await reporterOf(services, begun.run)(...untold, ...reports)
  const reasonOf = (action: string) => checked.findings.find((finding) => finding.action === action)?.reason ?? null
  return { value: checked.value, blocked: reasonOf('block'), asked: reasonOf('ask') }
}

/** What a person is asked about an input or an answer, for the flow `guarded_call`: it calls nothing afterwards. */
export const textQuestion = ({ run }: Begun, where: string, value: unknown, reason: string) => ({
  ...{
    id: deriveId(run.run_id, where),
    place: where,
    tool: where,
    arguments: withoutReferences({ [where]: value }),
    target: null,
  },
  ...{ reason, run, input: null, parameters: { type: 'object', required: [where] } },
})
