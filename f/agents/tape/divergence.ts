import type { RecordedRequest } from '../store/recordings.ts'
import { type Difference, differences } from './difference.ts'
import type { ComparedRequest } from './request_key.ts'

/** Where a replay left its recording. */
export interface Divergence {
  /** In a sentence. */
  message: string
  /** Empty when more was asked than was recorded. */
  differences: Difference[]
}

/** How a request differs from the one among the recorded ones that is nearest to it. */
export function divergenceOf(now: ComparedRequest, unasked: RecordedRequest[]): Divergence {
  const nearest = nearestTo(
    now,
    unasked.map(({ request }) => request as ComparedRequest),
  )
  if (!nearest) return { message: `More was asked than was recorded: ${lastWords(now)}`, differences: [] }
  const found = differences(nearest, now)
  const places = found.map(({ path }) => path).join(', ')
  return { message: `The model was asked something else than was recorded, in ${places}.`, differences: found }
}

/** The one that begins with the most of the same messages; of several, the first recorded. */
function nearestTo(now: ComparedRequest, recorded: ComparedRequest[]): ComparedRequest | undefined {
  const common = recorded.map((one) => sameFromStart(one, now))
  return recorded[common.indexOf(Math.max(...common))]
}

function sameFromStart(recorded: ComparedRequest, now: ComparedRequest): number {
  const texts = now.messages.map((message) => JSON.stringify(message))
  const end = recorded.messages.findIndex((message, at) => JSON.stringify(message) !== texts[at])
  return end < 0 ? recorded.messages.length : end
}

function lastWords({ messages }: ComparedRequest): string {
  const { content } = (messages.at(-1) ?? {}) as { content?: string }
  return JSON.stringify((content ?? '').slice(0, 200))
}
