const LOCKED = ['bun', 'bunnative', 'deno', 'python3', 'go', 'php', 'rust', 'ansible', 'csharp', 'nu', 'java', 'ruby']
const LOCKED_HERE: readonly string[] = ['bun', 'bunnative', 'deno']

/** Whether scripts of a language have a lock; those of another have the lock "" from the start, as in Windmill. */
export const hasLock = (language: string): boolean => LOCKED.includes(language)

/** Whether the embedded Windmill can make the lock. */
export const canLock = (language: string): boolean => LOCKED_HERE.includes(language)
