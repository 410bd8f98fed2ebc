import { step, taskFlow, workflow } from 'windmill-client'
import type { ErrorRecord } from '../lib/errors.ts'
import { askAgain, readAnswer } from './loop/answer.ts'
import { askModel, endOf, type Question, returned } from './loop/ask_model.ts'
import { beginRun } from './loop/begin_run.ts'
import type { Begun, Outcome, RunEnd, Said, Turn } from './loop/begun.ts'
import { askAllMembers, callTools, GUARDED_CALL } from './loop/call_tools.ts'
import { type Checked, checkText, textQuestion } from './loop/check_text.ts'
import { endRun, type RunResult, resultOf } from './loop/end_run.ts'
import { inputMessage, membersMessage } from './loop/instructions.ts'
import { mcpTools } from './loop/mcp_tools.ts'
import { isTransfer } from './loop/plan_calls.ts'
import { jobServices, type Services } from './loop/services.ts'
import { orFail } from './loop/settled.ts'
import { withSoFar } from './loop/so_far.ts'
import { toolMessage } from './loop/tool_message.ts'
import type { EndedRun } from './store/end_run.ts'

/*
 * The loop of an agent:
 *
 *   begin ──▶ (check the input) ──▶ ask the model ──▶ call its tools ──▶ ask the model …
 *                                        └──▶ no tools: (check the answer) ──▶ end
 *
 * Where nothing stands between, the first question is asked in the step that begins the run (loop/ask_first.ts): a turn
 * without tools has one checkpoint then.
 *
 * This is workflow-as-code: Windmill runs it again after each round of calls, and hands it what its steps and calls came
 * to, so it must do the same things in the same order each time. Whatever is read of the world is read in a step. Calls
 * that go on at the same time are started in one go (loop/call_tools.ts). What a person is asked is a flow of its own.
 *
 * A process may end anywhere. Within a step, what was done is found again by ids that are derived of the run and the
 * place in it: runs, model calls with their answers, tool calls, events.
 */

/** Runs an agent: a run that stands in the table, by its id, or one of your own. */
export const main = workflow(
  async (
    run_id: string | null = null,
    agent: string | null = null,
    input: string | object | null = null,
    session_id: string | null = null,
    version: number | null = null,
    parent_run_id: string | null = null,
    evaluation: { evaluation_id: string; case_name: string } | null = null,
  ): Promise<RunResult> => {
    const services = jobServices()
    try {
      const given = { run_id, agent, input, session_id, version, parent_run_id, evaluation }
      const begun = (await step('begin_run', () => beginRun(services, given))) as Begun | { ended: EndedRun }
      if ('ended' in begun) return resultOf(begun.ended)
      const said: Said = { messages: [], results: [], untold: begun.untold, settlement: null }
      const end = withSoFar(await goThrough(services, begun, said).catch(orFail), begun.agent.definition, said.messages)
      return await endRun(services, begun, end, said)
    } finally {
      await services.outbox.flush()
    }
  },
)

/** The turns of a run, until it has an answer or cannot go on. */
async function goThrough(services: Services, given: Begun, said: Said): Promise<RunEnd> {
  const { definition } = given.agent
  const tools = await mcpTools(given)
  const passed = await pass(services, given, said, 'input', given.input)
  if ('status' in passed) return passed
  const begun = { ...given, input: passed.value }
  said.messages.push(inputMessage(begun.input))
  if (definition.mode === 'broadcast') {
    const answers = await askAllMembers(begun)
    said.untold.push(...answers.map(returned))
    said.messages.push(membersMessage(answers))
  }
  let called = 0
  let mended = false
  for (let turn = 1; turn <= definition.limits.max_turns; turn += 1) {
    const answer = await ask(services, begun, said, { turn, tools, called })
    if (answer.end) return answer.end
    if (answer.unsettled) Object.assign(said, answer.unsettled)
    if (answer.calls.length === 0) {
      const { output, faults } = readAnswer(definition, answer.message.content)
      if (!faults) return await conclude(services, begun, said, output)
      if (mended) return failed('OUTPUT_INVALID', `The answer does not fit: ${faults.join('; ')}`, { faults })
      mended = true
      said.messages.push(answer.message, askAgain(faults))
      continue
    }
    called += answer.calls.length
    const came = await callTools(begun, answer.calls)
    Object.assign(said, { results: came.map(endOf), untold: came.map(returned) })
    said.messages.push(answer.message, ...came.map(toolMessage))
    const handed = came.find(({ call }) => isTransfer(begun.agent, call))
    if (handed?.ok) return await conclude(services, begun, said, handed.value)
    if (handed?.error.code === 'HANDOFF_LOOP') return { status: 'failed', output: null, error: handed.error }
  }
  const { max_turns } = definition.limits
  const message = `The agent was not done after ${max_turns} turns. Raise limits.max_turns, or ask for less at once.`
  return failed('MAX_TURNS', message, { max_turns })
}

/** What the model says in a turn. In the first one it may have said it in the step in which the run began. */
async function ask(
  services: Services,
  begun: Begun,
  said: Said,
  asked: Pick<Question, 'turn' | 'tools' | 'called'>,
): Promise<Turn> {
  if (asked.turn === 1 && begun.first) return begun.first
  const { results, untold } = said
  const question = { ...asked, messages: [...begun.messages, ...said.messages], results, untold }
  const answer = (await step('ask_model', () => askModel(services, begun, question))) as Turn
  Object.assign(said, { results: [], untold: [] })
  return answer
}

/** The end of a run that has an answer, when its guards let it pass. */
async function conclude(services: Services, begun: Begun, said: Said, output: unknown): Promise<RunEnd> {
  const passed = await pass(services, begun, said, 'output', output)
  return 'status' in passed ? passed : { status: 'completed', output: passed.value, error: null }
}

/** Holds an input or an answer against its guards, and asks a person where they say so. */
async function pass(
  services: Services,
  begun: Begun,
  said: Said,
  where: 'input' | 'output',
  value: unknown,
): Promise<Pick<Checked, 'value'> | RunEnd> {
  if (begun.agent.definition.guardrails[where].length === 0) return { value }
  const { untold } = said
  const checked = await step(`check_${where}`, () => checkText(services, begun, { where, value, untold }))
  said.untold = []
  if (checked.blocked) return failed('GUARDRAIL_BLOCKED', checked.blocked, { where })
  if (!checked.asked) return checked
  const question = textQuestion(begun, where, checked.value, checked.asked)
  const decision = (await taskFlow(GUARDED_CALL)({ question })) as Outcome
  if (!decision.ok) return { status: 'failed', output: null, error: decision.error }
  return { value: (decision.value as Record<string, unknown>)[where] }
}

const failed = (code: string, message: string, details: ErrorRecord['details']): RunEnd => {
  return { status: 'failed', output: null, error: { code, message, details } }
}
