import type { Provider } from '../../lib/llm/index.ts'
import type { PriceTable } from '../budget/index.ts'
import type { AgentDefinition } from '../definition.ts'
import type { PinnedRunnable } from './pinned.ts'
import type { LiveRunnable } from './read_runnable.ts'

/** An agent at one of its versions. */
export interface LoadedAgent {
  agent_id: string
  version: number
  definition: AgentDefinition
}

/** Where a closure is gathered from. */
export interface Sources {
  /** The published version of one of the user's agents. Throws CodedError when there is none of that name. */
  loadAgent(name: string): Promise<LoadedAgent>
  /** Throws CodedError `TOOL_NOT_FOUND`. */
  readRunnable(kind: PinnedRunnable['kind'], path: string): Promise<LiveRunnable>
  readPrices(): Promise<PriceTable | null>
  /** Where an agent's models are; the workspace's own when the path is undefined. */
  provider(path: string | undefined): Promise<Provider>
  /** Whether a person looks at code that the models of this agent write before it is run. */
  asksForCode(definition: AgentDefinition): Promise<boolean>
}
