import { type Clock, realClock } from '../../lib/clock.ts'
import { createReporter, type Reporter } from '../../lib/events.ts'
import { type Hub, workspaceHub } from '../../lib/hub.ts'
import {
  type ChatAnswer,
  type ChatOptions,
  type ChatRequest,
  chat,
  type Provider,
  readProvider,
} from '../../lib/llm/index.ts'
import { dataTable, type Sql } from '../../lib/store/index.ts'
import type { RunIdentity } from './begun.ts'

/** What the steps of a run need of the world. */
export interface Services {
  sql: Sql
  hub: Hub
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
    hub: workspaceHub(),
    clock: realClock,
    provider(path) {
      const reading = providers.get(path) ?? readProvider(path)
      providers.set(path, reading)
      return reading
    },
    chat,
  }
}

/** Reports the events of a run. */
export const reporterOf = (services: Services, run: RunIdentity): Reporter => createReporter(services, run)

export const now = ({ clock }: Services): string => new Date(clock.now()).toISOString()
