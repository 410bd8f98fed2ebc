import { positional } from './arguments.ts'
import type { Answer, JobMessage } from './messages.ts'

type Callable = (...args: unknown[]) => unknown

/** Calls the script's function. What an async generator yields goes out as `WM_STREAM:` lines; its result is null. */
export async function callFunction(script: Record<string, unknown>, job: JobMessage): Promise<Answer> {
  const entry = script[job.entrypoint]
  if (typeof entry !== 'function') throw new Error(`${job.entrypoint} function is missing`)
  const named = Object.entries(job.args).filter(([name]) => !name.startsWith('_'))
  const args = job.spread ? named.map(([, value]) => value) : positional(job)
  const result: unknown = await (entry as Callable)(...args)
  if (!isAsyncIterable(result)) return { type: 'returned', result: result ?? null }
  for await (const piece of result) {
    console.log(`WM_STREAM: ${String(piece).replace(/\n/g, '\\n')}`)
  }
  return { type: 'returned', result: null }
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof (value as { [Symbol.asyncIterator]?: unknown } | null)?.[Symbol.asyncIterator] === 'function'
}
