import { createInterface } from 'node:readline/promises'
import type { Readable, Writable } from 'node:stream'
import type { Decision, Question } from './question.ts'

/** A terminal, or what stands for one in a test. */
export interface Terminal {
  input: Readable
  output: Writable
}

/** The terminal of this process; undefined when nobody sits at one. */
export const ownTerminal = (): Terminal | undefined =>
  process.stdin.isTTY && process.stdout.isTTY ? { input: process.stdin, output: process.stdout } : undefined

/** A question as lines that a person can read. */
export function questionLines({ title, content, page }: Question): string {
  const about = Object.entries(content).map(([name, value]) => `  ${name}: ${shown(value)}`)
  return [`\nWaits for you: ${title}`, ...about, `  In a browser: ${page}`].join('\n')
}

/**
 * Asks at a terminal until the question is answered: yes, no with a reason, or yes with other arguments. What the server
 * does not take is told, and asked again. Throws AbortError when `signal` says that the question is answered elsewhere.
 */
export async function askPerson(question: Question, terminal: Terminal, signal: AbortSignal): Promise<void> {
  const lines = createInterface(terminal)
  // A line editor takes Ctrl-C for itself.
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'))
  const say = (text: string) => terminal.output.write(`${text}\n`)
  const ask = async (words: string) => (await lines.question(words, { signal })).trim()
  try {
    say(questionLines(question))
    for (;;) {
      const decision = await readDecision(question, ask, (text) => lines.terminal && lines.write(text))
      if (typeof decision === 'string') {
        say(decision)
        continue
      }
      try {
        return await question.decide(decision)
      } catch (error) {
        say((error as Error).message)
      }
    }
  } finally {
    lines.close()
  }
}

/** One round of questions: a decision, or what was wrong with the answer. */
async function readDecision(
  { can_change, content }: Question,
  ask: (words: string) => Promise<string>,
  prefill: (text: string) => unknown,
): Promise<Decision | string> {
  const answer = (await ask(`Do it? yes, no${can_change ? ', or change' : ''}: `)).toLowerCase()
  if (answer === 'y' || answer === 'yes') return { approve: true }
  if (answer === 'n' || answer === 'no') {
    const reason = await ask('Why not? (Enter for no reason) ')
    return { approve: false, ...(reason && { reason }) }
  }
  if (!can_change || (answer !== 'c' && answer !== 'change')) return `Say yes, no${can_change ? ' or change' : ''}.`
  const changed = ask('Arguments: ')
  prefill(JSON.stringify(content))
  return readArguments(await changed)
}

function readArguments(text: string): Decision | string {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return { approve: true, arguments: value as Record<string, unknown> }
  } catch {
    // Told below.
  }
  return 'That is no JSON object.'
}

/** A value on a line of its own, code with its lines indented. */
function shown(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value)
  return value.includes('\n') ? `\n${value.trimEnd().replace(/^/gm, '    ')}` : value
}
