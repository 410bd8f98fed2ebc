/** How a flow stops early: marked as skipped, with an error, or simply with what it has. */
export interface Stop {
  skip: boolean
  /** The error's message. A stop that marks the flow as skipped has none. */
  error?: string
}
