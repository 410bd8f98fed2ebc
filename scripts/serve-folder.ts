/**
 * `npx millwright-windmill --dir PATH`: serves a folder with a `wmill.yaml` on an embedded Windmill, and pushes it there
 * with the real CLI, at the start and whenever a file of it changes.
 */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'
import { portNumber, readCommandLine } from '../services/command-line.ts'
import { runServer, startWindmill } from '../services/windmill/src/index.ts'
import { apply, describePlan, type Manifest, plan, type Target } from './deploy/index.ts'
import { fileManifest, memoryManifest } from './serve-folder/file-manifest.ts'
import { inTurn } from './serve-folder/in-turn.ts'
import { pushedFiles } from './serve-folder/pushed-files.ts'
import { watchFolder } from './serve-folder/watch.ts'

const USAGE = `npx millwright-windmill [options]
  --dir PATH      the folder with the wmill.yaml (Default: this one)
  --port N        port of Windmill (Default: 8000; 0 takes a free one)
  --workspace ID  the workspace to push to (Default: the folder's name)
  --token T       a token of the administrator that is valid from the start
  --data DIR      folder to keep everything in (Default: .millwright/data in the folder)
  --memory        keep nothing
  --once          push once, and serve without watching
  --beyond        serve what a free Windmill lacks: restart from a step, failure handlers of schedules`

await runServer(main)

async function main(): Promise<void> {
  const { values } = readCommandLine(USAGE, {
    options: {
      dir: { type: 'string', default: '.' },
      port: { type: 'string', default: '8000' },
      workspace: { type: 'string' },
      token: { type: 'string' },
      data: { type: 'string' },
      memory: { type: 'boolean', default: false },
      once: { type: 'boolean', default: false },
      beyond: { type: 'boolean', default: false },
    },
  })
  const root = resolve(values.dir)
  if (!existsSync(join(root, 'wmill.yaml'))) {
    throw new Error(
      `${root} has no wmill.yaml. Give the folder of a Windmill repository: --dir PATH, or run npx wmill init there.`,
    )
  }
  const dataDir = values.memory ? undefined : resolve(values.data ?? join(root, '.millwright', 'data'))
  const workspace = values.workspace ?? workspaceName(root)
  const windmill = await startWindmill({
    port: portNumber(values.port),
    dataDir,
    token: values.token,
    workspaces: [workspace],
    nodeModules: [join(root, 'node_modules'), ...ownModules()],
    beyond: values.beyond,
  })
  const target: Target = { baseUrl: windmill.url, workspace, token: windmill.token }
  const manifest = dataDir ? fileManifest(join(dataDir, 'deployed.json')) : memoryManifest()
  const push = pusher(target, { root, manifest })
  if (windmill.isolation.kind === 'none') console.log(`jobs are not isolated: ${windmill.isolation.reason}`)
  await push()
  const pushing = inTurn(push)
  const unwatch = values.once ? () => {} : watchFolder(root, pushing.changed)
  const end = async () => {
    unwatch()
    await pushing.stop()
    await windmill.stop()
    process.exit(0)
  }
  process.once('SIGINT', () => void end())
  process.once('SIGTERM', () => void end())

  console.log(`workspace ${workspace}, log in with admin@windmill.dev / changeme`)
  console.log(`ready ${windmill.url}`)
}

/** Pushes what has changed and prints what that was. What fails is printed too, and the next change tries again. */
function pusher(target: Target, options: { root: string; manifest: Manifest }): () => Promise<void> {
  const files = pushedFiles(options.root)
  return async () => {
    try {
      const changes = await plan(target, options)
      const added = files.fresh(changes.added)
      const edited = files.fresh(changes.edited)
      const lines = describePlan({ ...changes, added, edited, kept: [] })
      if (lines.length === 0) return
      await apply(target, changes, options)
      files.note([...added, ...edited])
      for (const line of lines) console.log(line)
      console.log(`pushed ${lines.length} ${lines.length === 1 ? 'file' : 'files'}`)
    } catch (error) {
      console.error((error as Error).message)
    }
  }
}

/** A name that a workspace can have, made of the folder's. */
function workspaceName(root: string): string {
  const name = basename(root)
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, '-')
  return name || 'workspace'
}

/** Where this package's own dependencies lie: beside it when it is one of somebody's packages. */
function ownModules(): string[] {
  const client = createRequire(import.meta.url).resolve('windmill-client')
  const at = client.lastIndexOf('node_modules')
  return [join(client.slice(0, at), 'node_modules')].filter((folder) => existsSync(dirname(folder)))
}
