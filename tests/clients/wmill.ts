import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const CLI = fileURLToPath(new URL('../../node_modules/windmill-cli/esm/main.js', import.meta.url))
const WORKSPACE = fileURLToPath(new URL('../conformance/workspace', import.meta.url))

/** What a command of the CLI said, both of its streams in one, and how it ended. */
export interface Said {
  text: string
  code: number
}

/** A folder with a repository in it, and the unmodified `wmill` from npm at home there. */
export interface Repository {
  dir: string
  /** Runs `wmill` with these arguments in the folder. Throws when it fails, with what it said. */
  wmill(...args: string[]): Promise<string>
  /** As `wmill`, and a failure is an answer. */
  attempt(...args: string[]): Promise<Said>
  /** A repository of the same user that holds nothing but the settings of this one. */
  besides(): Repository
  remove(): void
}

/** A copy of the recorded workspace in a folder of its own. The CLI knows nothing of its user's home. */
export function openRepository(): Repository {
  const dir = mkdtempSync(join(tmpdir(), 'millwright-wmill-'))
  const repository = join(dir, 'repository')
  const home = join(dir, 'home')
  mkdirSync(home)
  cpSync(WORKSPACE, repository, { recursive: true })
  // What does not come from here comes from nowhere: no registry and no other host answers.
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    XDG_CONFIG_HOME: join(home, '.config'),
    NO_COLOR: '1',
    npm_config_offline: 'true',
  }
  const at = (folder: string): Repository => ({
    dir: folder,
    attempt: (...args) => run(folder, env, args),
    wmill: async (...args) => {
      const { text, code } = await run(folder, env, args)
      if (code !== 0) throw new Error(`wmill ${args.join(' ')} ended with ${code}:\n${text}`)
      return text
    },
    besides: () => {
      const other = mkdtempSync(join(dir, 'besides-'))
      cpSync(join(folder, 'wmill.yaml'), join(other, 'wmill.yaml'))
      return at(other)
    },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  })
  return at(repository)
}

function run(cwd: string, env: NodeJS.ProcessEnv, args: string[]): Promise<Said> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CLI, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let text = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
    }
    child.on('error', reject)
    child.on('close', (code) => resolve({ text: text.replace(ANSI, ''), code: code ?? 1 }))
  })
}

/** Colours, which the CLI writes although it is asked not to. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape is what an escape sequence begins with
const ANSI = /\u001b\[[0-9;]*m/g

/**
 * Puts stand-ins for the packages of a raw app beside it, as far as its bundle needs them: with a `node_modules` there,
 * the CLI installs nothing.
 */
export function standInForReact(app: string): void {
  const packages = {
    'react/index.js': 'export const useState = (value) => [value, () => {}]; export default {}',
    'react/jsx-runtime.js': 'export const jsx = (type, props) => ({ type, props }); export const jsxs = jsx',
    'react-dom/client.js': 'export const createRoot = (root) => ({ render: () => root })',
  }
  for (const name of ['react', 'react-dom']) {
    mkdirSync(join(app, 'node_modules', name), { recursive: true })
    writeFileSync(join(app, 'node_modules', name, 'package.json'), JSON.stringify({ name, version: '19.0.0' }))
  }
  for (const [file, text] of Object.entries(packages)) writeFileSync(join(app, 'node_modules', file), text)
}
