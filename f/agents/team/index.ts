/** Teams: how a leader and its members work together. */
export { type BoardTask, checkBoard, type TaskOutcome, workBoard } from './board.ts'
export { loopOf } from './handoff_loop.ts'
