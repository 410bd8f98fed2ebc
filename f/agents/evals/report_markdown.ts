import type { EvalReport } from './report.ts'

type ReportedCase = EvalReport['cases'][number]

/** A report for people, in Markdown. */
export function reportMarkdown(report: EvalReport): string {
  const { suite, agent, passed, counts, mode, evaluation_id, recording_id, totals } = report
  const how = mode === 'replay' ? `replay of ${recording_id}` : mode
  const tokens = totals.input_tokens + totals.output_tokens
  const lines = [
    `# ${inline(suite)}: ${passed ? 'passed' : 'failed'}`,
    '',
    `${counts.passed} of ${counts.cases} cases passed (wanted: ${percent(report.min_pass_rate)}). Agent \`${agent}\`, ${how}, evaluation \`${evaluation_id}\`.`,
    `${tokens} tokens, cost ${totals.cost}, ${totals.seconds.toFixed(1)} s.`,
    '',
    '| case | state | tokens | cost | seconds |',
    '|---|---|---|---|---|',
    ...report.cases.map(row),
  ]
  const troubled = report.cases.filter(({ state }) => state !== 'passed')
  return `${[...lines, ...troubled.flatMap(details)].join('\n')}\n`
}

function row({ name, state, facts }: ReportedCase): string {
  const { usage, cost = '', seconds } = facts ?? {}
  const tokens = usage ? (usage.input_tokens ?? 0) + (usage.output_tokens ?? 0) : ''
  return `| ${cell(name)} | ${state} | ${tokens} | ${cost} | ${seconds?.toFixed(1) ?? ''} |`
}

function details({ name, run_id, verdicts, error, divergence }: ReportedCase): string[] {
  const failed = verdicts.filter(({ passed }) => !passed)
  return [
    '',
    `## ${inline(name)}`,
    '',
    ...(run_id ? [`Run \`${run_id}\`.`] : []),
    ...(error ? [`- **${error.code}** ${inline(error.message)}`] : []),
    ...failed.map(({ kind, message }) => `- **${kind}** ${inline(message)}`),
    ...(divergence?.differences.length ? ['', '```diff', ...divergence.differences.flatMap(changed), '```'] : []),
  ]
}

function changed({ path, ...sides }: { path: string; recorded?: unknown; now?: unknown }): string[] {
  return [
    `@ ${path}`,
    ...('recorded' in sides ? [`- ${fenced(sides.recorded)}`] : []),
    ...('now' in sides ? [`+ ${fenced(sides.now)}`] : []),
  ]
}

const percent = (share: number) => `${Math.round(share * 100)} %`
/** What others wrote, on one line, so that it makes no headings or tables. */
const inline = (text: string) => text.replace(/\s+/g, ' ').replace(/[<`]/g, (sign) => `\\${sign}`)
const cell = (text: string) => inline(text).replaceAll('|', '\\|')
const fenced = (value: unknown) => (JSON.stringify(value) ?? '').replaceAll('```', "'''")
