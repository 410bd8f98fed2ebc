/** How a job is shown to whoever asks: its JSON, what is new of it, a stream of that, and the HTTP answer of its result. */
export { type Ended, resultForCaller } from './early-return.ts'
export { listedJob, WORKER_NAME, wholeJob } from './job-json.ts'
export { type JobUpdate, jobUpdate, type UpdateQuery, updateQuerySchema } from './job-update.ts'
export { resultAnswer } from './result-answer.ts'
export { streamAnswer } from './stream-answer.ts'
export { realTimers, type Timers } from './timers.ts'
export { type StreamMessage, type StreamOptions, updateStream } from './update-stream.ts'
export { waitForResult } from './wait.ts'
