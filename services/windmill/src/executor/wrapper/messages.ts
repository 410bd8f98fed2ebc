/** What the server and a job's process say to each other: one line of JSON each, on pipe 3. */

/** Server to process. */
export interface JobMessage {
  /** The file to load: the script and what it imports. */
  bundle: string
  /** True for an ES module; a CommonJS file is loaded without waiting for anything. */
  isModule: boolean
  entrypoint: string
  args: Record<string, unknown>
  /** The parameters in order; undefined when the function's parameters are not known. */
  parameters?: { name: string; isDate: boolean }[]
  env: Record<string, string>
  /** The script may use `process.stdout` or `process.stderr` itself. */
  usesStreams: boolean
  /** Printed when the job has printed all it will; without it the server waits until the process is gone. */
  mark?: string
  /** Present for a workflow-as-code: its checkpoint. */
  workflow?: Record<string, unknown>
  /** Windmill calls what is not `main` with all arguments when it cannot read its parameters (tasks of old). */
  spread: boolean
  /** Calls the script's preprocessor first, whose result is told and takes the place of `args`. */
  preprocessor?: Pick<JobMessage, 'args' | 'parameters' | 'spread'>
}

/** An error as Windmill stores it; a field is absent when the thrown value has none. */
export interface DescribedError {
  message?: unknown
  name?: unknown
  stack?: string
  extra?: Record<string, unknown>
}

/** Process to server. */
export type Answer =
  /** What the preprocessor made of the event; the answer comes later. */
  | { type: 'preprocessed'; args: unknown }
  | { type: 'returned'; result: unknown }
  | { type: 'workflow'; output: unknown }
  | { type: 'threw'; error: DescribedError | null }
  /** The script failed before a function could be called. */
  | { type: 'not_loaded'; error: DescribedError | null }

/** What the server reads: an answer, with the memory figure that each one carries. */
export type Answered = Answer & { mem_peak_kb: number }
