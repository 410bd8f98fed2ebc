import { z } from 'zod'

/** How a lock begins that follows a package list of the workspace. */
const FOLLOWS_LIST = '// workspace-dependencies-mode: manual\n'
const EXACT = /^=?(\d+\.\d+\.\d+\S*)$/
const manifest = z.object({ dependencies: z.record(z.string(), z.string()).default({}) })

/**
 * The versions that a package list asks for by name, as the lock of a script that follows one has them; none for any other
 * lock, which only tells what was installed when it was made.
 */
export function pinsOf(lock: string | undefined): Record<string, string> {
  if (!lock?.startsWith(FOLLOWS_LIST)) return {}
  const [head = ''] = lock.split('\n//bun.lock\n')
  const text = head.replace(/^\/\/.*\n/gm, '')
  try {
    const { dependencies } = manifest.parse(JSON.parse(text))
    return Object.fromEntries(
      Object.entries(dependencies).flatMap(([name, range]) => {
        const version = EXACT.exec(range)?.[1]
        return version === undefined ? [] : [[name, version]]
      }),
    )
  } catch {
    return {}
  }
}
