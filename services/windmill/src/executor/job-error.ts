import { WindmillError } from '../shared/errors.ts'
import type { JsonObject } from '../shared/json.ts'

/** A job that could not be carried out for reasons outside of its code; the text is what Windmill would show. */
export const executionError = (message: string) => new WindmillError('execution', message)

/** The error object of a job that could not be carried out (case `timeout/step`). */
export const executionFailure = (message: string): JsonObject => ({
  name: 'ExecutionErr',
  message: executionError(message).text,
})

// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what begins a colour.
const COLOURS = /\x1b\[[0-9;]*m/g

/**
 * The error object of a process that ended without a result: its exit code and the last of what it printed (case
 * `script/bash-fails`). `program` is the name that Windmill gives the process, such as `bash run`.
 */
export const exitFailure = (program: string, code: number, lastLines: string): JsonObject => ({
  name: 'ExecutionErr',
  message: `exit code for "${program}": ${code}, last log lines:\n${lastLines.trim().replace(COLOURS, '')}`,
  exit_code: code,
})
