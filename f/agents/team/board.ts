import { CodedError, type ErrorRecord } from '../../lib/errors.ts'

/** A task on the board of a team. */
export interface BoardTask {
  id: string
  member: string
  task: string
  depends_on?: string[] | null
}

/** What a task came to. */
export type TaskOutcome =
  | { id: string; member: string; status: 'done'; result: unknown }
  | { id: string; member: string; status: 'failed'; error: ErrorRecord }
  /** Not begun, because a task before it was not done. */
  | { id: string; member: string; status: 'skipped'; reason: string }

/** Throws CodedError `BAD_BOARD` when ids are used twice, a dependency is not there, or tasks wait for each other. */
export function checkBoard(tasks: BoardTask[]): void {
  const ids = new Set(tasks.map(({ id }) => id))
  if (ids.size < tasks.length) throw new CodedError('BAD_BOARD', 'Each task needs an id of its own.')
  for (const { id, depends_on } of tasks) {
    const missing = depends_on?.find((before) => !ids.has(before))
    if (missing !== undefined)
      throw new CodedError('BAD_BOARD', `${id} depends on ${missing}, which is not on the board.`)
  }
  const circle = waitingForEachOther(tasks).map(({ id }) => id)
  if (circle.length > 0)
    throw new CodedError('BAD_BOARD', `Tasks wait for each other: ${circle.join(', ')}.`, { circle })
}

/** What is left when all that can be done is done, again and again. */
function waitingForEachOther(tasks: BoardTask[]): BoardTask[] {
  const open = new Set(tasks.map(({ id }) => id))
  const left = tasks.filter(({ depends_on }) => depends_on?.some((id) => open.has(id)))
  return left.length === tasks.length ? left : waitingForEachOther(left)
}

/**
 * Has the tasks of a board done, wave by wave: all whose dependencies are done are begun in one go. (A task does not begin
 * as soon as its own dependencies are done but with its wave: calls of a workflow-as-code must be made in the same order in
 * each replay, and tasks that end in any order would not be.) `doWave` gets the tasks with what came before them, and
 * answers in their order.
 */
export async function workBoard(
  tasks: BoardTask[],
  doWave: (wave: (BoardTask & { text: string })[]) => Promise<Done[]>,
): Promise<TaskOutcome[]> {
  const outcomes = new Map<string, TaskOutcome>()
  while (outcomes.size < tasks.length) {
    const ready = tasks.filter(
      ({ id, depends_on }) => !outcomes.has(id) && (depends_on ?? []).every((on) => outcomes.has(on)),
    )
    for (const task of ready) {
      const reason = blocked(task, outcomes)
      if (reason) outcomes.set(task.id, { id: task.id, member: task.member, status: 'skipped', reason })
    }
    const wave = ready.filter(({ id }) => !outcomes.has(id))
    const came = await doWave(wave.map((task) => ({ ...task, text: textOf(task, outcomes) })))
    for (const [index, { id, member }] of wave.entries()) outcomes.set(id, outcomeOf(id, member, came[index]!))
  }
  return tasks.map(({ id }) => outcomes.get(id)!)
}

/** What a member came to. */
type Done = { ok: true; value: unknown } | { ok: false; error: ErrorRecord }

const outcomeOf = (id: string, member: string, done: Done): TaskOutcome =>
  done.ok ? { id, member, status: 'done', result: done.value } : { id, member, status: 'failed', error: done.error }

function blocked({ depends_on }: BoardTask, outcomes: Map<string, TaskOutcome>): string | undefined {
  const id = depends_on?.find((before) => outcomes.get(before)?.status !== 'done')
  return id === undefined ? undefined : `${id} was not done`
}

/** The task as its member gets it: with what the tasks before it came to. */
function textOf({ task, depends_on }: BoardTask, outcomes: Map<string, TaskOutcome>): string {
  const before = (depends_on ?? []).map((id) => {
    const outcome = outcomes.get(id)
    return `${id}: ${outcome?.status === 'done' ? JSON.stringify(outcome.result) : 'not done'}`
  })
  return before.length > 0 ? `${task}\n\nWhat was done before:\n${before.join('\n')}` : task
}
