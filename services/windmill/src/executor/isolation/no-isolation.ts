import type { Isolation } from './isolation.ts'

/** Jobs as plain processes of the server's user. The process host ends them when the server is gone. */
export function noIsolation(reason: string): Isolation {
  return {
    kind: 'none',
    reason,
    needsFolder: true,
    home: (folder) => folder!,
    aroundHost: (command) => command,
    aroundJob: ({ command }) => command,
  }
}
