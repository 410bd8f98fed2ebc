import { type Clock, realClock } from '../../lib/clock.ts'
import { createReporter, pushEvents, type Reporter } from '../../lib/events.ts'
import { workspaceHub } from '../../lib/hub.ts'
import {
  type ChatAnswer,
  type ChatOptions,
  type ChatRequest,
  chat,
  type Provider,
  readProvider,
} from '../../lib/llm/index.ts'
import { dataTable, type RunEvent, type Sql } from '../../lib/store/index.ts'
import type { RunIdentity } from './begun.ts'
import { Outbox } from './outbox.ts'

/** What the steps of a run need of the world. */
export interface Services {
  sql: Sql
  outbox: Outbox
  clock: Clock
  /** The provider of that resource, read once; the workspace's own when the path is undefined. */
  provider(path: string | undefined): Promise<Provider>
  chat(provider: Provider, request: ChatRequest, options: ChatOptions): Promise<ChatAnswer>
}

/** The services of this job, put together when they are first used: a replay that has nothing to do needs none. */
export function jobServices(): Services {
  const providers = new Map<string | undefined, Promise<Provider>>()
  return {
    sql: dataTable(),
    outbox: new Outbox(workspaceHub()),
    clock: realClock,
    provider(path) {
      const reading = providers.get(path) ?? readProvider(path)
      providers.set(path, reading)
      return reading
    },
    chat,
  }
}

/** Reports the events of a run: they stand in the table when it is done, and are on their way to the hub. */
export const reporterOf = ({ sql, outbox, clock }: Services, run: RunIdentity): Reporter =>
  createReporter({ sql, hub: outbox.unawaited, clock }, run)

/** Has events that stand in the table pushed to the hub, while the process goes on. */
export const pushLater = ({ outbox }: Services, run: RunIdentity, events: RunEvent[]): Promise<void> =>
  pushEvents(outbox.unawaited, run, events)

/** The time as the tables keep it (RFC 3339, UTC). */
export const now = ({ clock }: Services): string => new Date(clock.now()).toISOString()
