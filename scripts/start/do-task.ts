import { randomUUID } from 'node:crypto'
import { callTarget, type Target } from '../deploy/index.ts'
import type { Terminal } from './ask-person.ts'
import { eventLine } from './event-line.ts'
import { openQuestions } from './questions.ts'
import { openSession } from './session.ts'

/** How a task ended. */
export interface Outcome {
  /** Whether what was asked for has been done. */
  worked: boolean
  answer: string
  /** The page of the run. */
  runUrl: string
}

/** The flow that carries a user's task out. */
const FLOW = 'f/openanalyst/execute_user_task'

/**
 * Puts a task to the deployed OpenAnalyst, hands each event of it to `print` as a line, and answers how it ended. It
 * waits for the run's own end, so a hub that loses an event loses no answer. What the task asks a person is asked at
 * `terminal`; without one, it is printed where it can be answered.
 */
export async function doTask(
  target: Target,
  hub: { url: string; publishToken: string },
  task: string,
  print: (line: string) => void,
  terminal?: Terminal,
): Promise<Outcome> {
  const sessionId = randomUUID()
  const questions = openQuestions(target, terminal, print)
  const session = await openSession(hub, 'admin', sessionId, (event) => {
    const line = eventLine(event)
    if (line) print(line)
    questions.take(event)
  })
  try {
    const args = { task, task_id: randomUUID(), user_id: 'admin', session_id: sessionId }
    const id = await callTarget(target, 'POST', `/jobs/run/f/${FLOW}`, args)
    const runUrl = `${target.baseUrl}/run/${id}?workspace=${target.workspace}`
    const job = await ended(target, id)
    return { ...readResult(job), runUrl }
  } finally {
    questions.close()
    session.close()
  }
}

interface EndedJob {
  success: boolean
  result: unknown
}

/** Waits for the end of a job by the server's own stream of its changes. */
async function ended(target: Target, id: string): Promise<EndedJob> {
  while (true) {
    const messages = await callTarget(target, 'GET', `/jobs_u/getupdate_sse/${id}?fast=true&no_logs=true`)
    if (!messages.includes('"completed":true')) continue
    return JSON.parse(await callTarget(target, 'GET', `/jobs_u/completed/get/${id}`))
  }
}

function readResult({ success, result }: EndedJob): { worked: boolean; answer: string } {
  const value = (result ?? {}) as { status?: string; answer?: string; error?: { message?: string } }
  const answer = value.answer ?? value.error?.message ?? JSON.stringify(result)
  return { worked: success && value.status === 'completed', answer }
}
