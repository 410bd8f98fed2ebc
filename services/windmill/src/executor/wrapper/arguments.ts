import type { JobMessage } from './messages.ts'

/**
 * The arguments in the order of the parameters; a missing one is undefined, null stays null (cases `script/args`,
 * `script/null-arg-takes-no-default`). A Date parameter gets a Date, or undefined when its argument is empty.
 */
export function positional({ args, parameters }: JobMessage): unknown[] {
  return (parameters ?? []).map(({ name, isDate }) => {
    const value = args[name]
    if (!isDate) return value
    return value ? new Date(value as string) : undefined
  })
}
