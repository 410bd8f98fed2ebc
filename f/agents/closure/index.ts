/** What a run pins when it begins. */
export { asksForCode } from './asks_for_code.ts'
export { pinClosure } from './pin_closure.ts'
export { checkNames } from './pin_tools.ts'
export type { Closure, MemberTarget, PinnedAgent, PinnedMember, PinnedRunnable, PinnedTool, Target } from './pinned.ts'
export { isLive, type LiveRunnable, readRunnable } from './read_runnable.ts'
export type { LoadedAgent, Sources } from './sources.ts'
export { transferTool } from './team_tools.ts'
