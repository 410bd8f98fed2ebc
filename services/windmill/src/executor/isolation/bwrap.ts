import { existsSync, lstatSync, readlinkSync } from 'node:fs'
import type { Confined, Isolation, Sight } from './isolation.ts'

/** A job's folder, as the job sees it. */
const HOME = '/tmp/job'

/** Bytes that a job may write into its folder and `/tmp`, which are held in memory. */
const FOLDER_BYTES = 2 * 1024 * 1024 * 1024

/** What of `/etc` programs need: names, certificates, time; no passwords and no settings of services. */
const ETC = [
  'alternatives',
  'ca-certificates',
  'fonts',
  'group',
  'host.conf',
  'hosts',
  'java',
  'ld.so.cache',
  'localtime',
  'maven',
  'mime.types',
  'nsswitch.conf',
  'passwd',
  'pki',
  'protocols',
  'resolv.conf',
  'services',
  'ssl',
  'timezone',
]

/** Where programs and their libraries lie; links into `/usr` on today's systems, folders on others. */
const PROGRAMS = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/opt', '/nix', '/snap']

/**
 * Jobs in namespaces of their own, made by bubblewrap: their own processes, their own `/tmp`, the system's programs to read,
 * and nothing of the server's data or the operator's home. The network is the machine's, because a job calls the server.
 */
export function bwrapIsolation({ readable }: Sight): Isolation {
  const head = [
    'bwrap',
    ...['--unshare-pid', '--unshare-ipc', '--die-with-parent', '--cap-drop', 'ALL'],
    ...['--proc', '/proc', '--dev', '/dev'],
    ...PROGRAMS.filter(existsSync).flatMap(asItIs),
    ...ETC.map((name) => `/etc/${name}`)
      .filter(existsSync)
      .flatMap((path) => ['--ro-bind', path, path]),
    ...['--size', String(FOLDER_BYTES), '--tmpfs', '/tmp'],
    ...readable.flatMap((folder) => ['--ro-bind', folder, folder]),
  ]
  return {
    kind: 'bwrap',
    needsFolder: false,
    home: () => HOME,
    confine: ({ command, folder, shared, writable = [] }: Confined) => [
      ...head,
      ...writable.flatMap((path) => ['--bind', path, path]),
      ...(folder ? ['--bind', folder, HOME] : ['--dir', HOME]),
      ...(shared ? ['--bind', shared, `${HOME}/shared`] : []),
      ...['--chdir', HOME, '--', ...command],
    ],
  }
}

/** A link stays a link, a folder is bound; both cost less than binding what a link leads to. */
const asItIs = (path: string) =>
  lstatSync(path).isSymbolicLink() ? ['--symlink', readlinkSync(path), path] : ['--ro-bind', path, path]
