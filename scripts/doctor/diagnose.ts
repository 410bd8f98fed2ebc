/** What a look at one thing came to. */
export type Verdict =
  | { state: 'fine'; told: string }
  /** It works, and somebody should know this. */
  | { state: 'note'; told: string }
  /** It does not work; `fix` is what to do. */
  | { state: 'broken'; told: string; fix: string }
  /** There is nothing to look at. */
  | { state: 'absent'; told: string }

/** One thing that is looked at. */
export interface Check {
  name: string
  /** Checks before it that have to be fine for this one to mean something. */
  needs: string[]
  look(): Promise<Verdict> | Verdict
}

export interface Finding {
  name: string
  verdict: Verdict | { state: 'skipped'; told: string }
}

/**
 * Does checks in their order, which is that of causes. One whose need is broken, absent or skipped is skipped, so what is
 * reported broken first is a cause and no consequence. A look that throws is broken, with what it threw.
 */
export async function diagnose(checks: Check[]): Promise<Finding[]> {
  const findings: Finding[] = []
  const holds = (name: string) =>
    findings.some((each) => each.name === name && ['fine', 'note'].includes(each.verdict.state))
  for (const { name, needs, look } of checks) {
    const missing = needs.find((need) => !holds(need))
    findings.push({
      name,
      verdict: missing ? { state: 'skipped', told: `needs: ${missing}` } : await attempt(look),
    })
  }
  return findings
}

async function attempt(look: Check['look']): Promise<Verdict> {
  try {
    return await look()
  } catch (error) {
    return { state: 'broken', told: (error as Error).message, fix: 'See what is said above.' }
  }
}

/** The first thing that is broken; undefined when nothing is. */
export const firstCause = (findings: Finding[]): Finding | undefined =>
  findings.find(({ verdict }) => verdict.state === 'broken')

const MARKS = { fine: 'ok  ', note: 'note', broken: 'NO  ', absent: '-   ', skipped: '-   ' }

/** The findings in lines, and then the first cause with its fix. */
export function report(findings: Finding[]): string[] {
  const width = Math.max(...findings.map(({ name }) => name.length))
  const lines = findings.map(({ name, verdict }) => `${MARKS[verdict.state]}  ${name.padEnd(width)}  ${verdict.told}`)
  const cause = firstCause(findings)
  if (cause?.verdict.state !== 'broken') return [...lines, '', 'Nothing is wrong.']
  return [...lines, '', `First cause: ${cause.name}: ${cause.verdict.told}`, `What to do:  ${cause.verdict.fix}`]
}
