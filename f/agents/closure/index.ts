/** What a run pins when it begins. */
export { type LoadedAgent, pinClosure, type Sources } from './pin_closure.ts'
export { checkNames } from './pin_tools.ts'
export type { Closure, MemberTarget, PinnedAgent, PinnedMember, PinnedRunnable, PinnedTool, Target } from './pinned.ts'
export { isLive, type LiveRunnable, readRunnable } from './read_runnable.ts'
