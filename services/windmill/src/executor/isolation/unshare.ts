import type { Confined, Isolation, Sight } from './isolation.ts'

/**
 * Namespaces by util-linux alone: a job sees no other processes and nothing of the server's data folder, which is covered
 * with an empty one; it does see the other files of the machine. `asRoot` tells that the server may make namespaces
 * without a user namespace.
 */
export function unshareIsolation({ readable, hidden }: Sight, asRoot: boolean): Isolation {
  const options = [
    ...(asRoot ? [] : ['--user', '--map-root-user']),
    '--pid',
    '--fork',
    '--kill-child',
    '--mount',
    '--mount-proc',
  ]
  const inHidden = (folder: string) => folder.startsWith(`${hidden}/`)
  return {
    kind: 'unshare',
    reason: 'bubblewrap (bwrap) is not here or not allowed: jobs can read files of this machine',
    needsFolder: true,
    home: (folder) => folder!,
    aroundHost: (command) => command,
    aroundJob: ({ command, folder, shared }: Confined) => {
      const kept = [...readable, folder!, ...(shared ? [shared] : [])].filter(inHidden)
      return ['unshare', ...options, '--', '/bin/sh', '-c', coverScript(hidden, kept, folder!), 'job', ...command]
    },
  }
}

/** Puts the kept folders aside, covers the hidden one, and puts them back. */
function coverScript(hidden: string, kept: string[], home: string): string {
  return [
    'mount -t tmpfs tmpfs /mnt',
    ...kept.map((folder, index) => `mkdir /mnt/${index} && mount --bind ${quote(folder)} /mnt/${index}`),
    `mount -t tmpfs tmpfs ${quote(hidden)}`,
    ...kept.map((folder, index) => `mkdir -p ${quote(folder)} && mount --bind /mnt/${index} ${quote(folder)}`),
    `cd ${quote(home)}`,
    'exec "$@"',
  ].join(' && ')
}

const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`
