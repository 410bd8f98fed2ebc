// Whether what is installed is what the lock file says, and `npm ci` when it is not.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const MINIMUM = [20, 19]
export const MINIMUM_NODE = MINIMUM.join('.')

/** Installs the packages of the repository at `root` unless they are there; ends the process when that fails. */
export function ensureInstalled(root) {
  refuseOldNode()
  if (isInstalled(root)) return
  console.error('Installing packages (npm ci) …')
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  })
  if (status === 0) return
  console.error(
    '`npm ci` failed: the packages of package-lock.json could not be installed. Check the network and the npm registry.',
  )
  process.exit(1)
}

/** npm notes what it installed in `node_modules/.package-lock.json`; each package of the lock file has to stand there. */
export function isInstalled(root) {
  const wanted = readPackages(join(root, 'package-lock.json'))
  const installed = readPackages(join(root, 'node_modules', '.package-lock.json'))
  return Object.entries(wanted).every(
    ([path, entry]) => path === '' || entry.optional || entry.link || installed[path]?.version === entry.version,
  )
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? {}
  } catch {
    return {}
  }
}

/** Whether a version of Node (`20.19.0`) is one that everything here runs on. */
export function isNodeNewEnough(version) {
  const [major, minor] = version.split('.').map(Number)
  return major > MINIMUM[0] || (major === MINIMUM[0] && minor >= MINIMUM[1])
}

function refuseOldNode() {
  if (isNodeNewEnough(process.versions.node)) return
  console.error(`Node ${MINIMUM_NODE} or newer is needed; this is ${process.versions.node}.`)
  process.exit(1)
}
