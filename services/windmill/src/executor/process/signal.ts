/** Sends a signal to a process, or to a group when the number is negative. What is gone already needs none. */
export function signal(pid: number, name: NodeJS.Signals): void {
  if (pid === 0) return
  try {
    process.kill(pid, name)
  } catch {}
}
