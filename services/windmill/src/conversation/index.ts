/** Conversations with flows that are chatted with: who said what, in which run. */
export { recordAnswer } from './record-answer.ts'
export { recordQuestion } from './record-question.ts'
