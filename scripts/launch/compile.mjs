// Makes a few modules of a command's source files. Packages stay outside, and what is imported late stays late.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { stamp } from './stamp.mjs'

/**
 * Compiles the command whose source file is `source` into `folder`, where `main.mjs` is to be run, and resolves to the
 * stamps of all files that it was made of. Rejects with esbuild's failure, whose message names file and line.
 */
export async function compile(root, source, folder) {
  const { build } = await import('esbuild')
  const tsconfig = join(root, 'tsconfig.json')
  // What else decides on the result: how imports are resolved, esbuild's version, this very file.
  const others = [tsconfig, join(root, 'package.json'), join(root, 'package-lock.json'), fileURLToPath(import.meta.url)]
  const stamps = Object.fromEntries(others.map((file) => [file, stamp(file)]))
  await build({
    absWorkingDir: root,
    entryPoints: [{ in: source, out: 'main' }],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    ...(existsSync(tsconfig) ? { tsconfig } : { tsconfigRaw: '{}' }),
    sourcemap: true,
    sourcesContent: false,
    logLevel: 'silent',
    define: { 'import.meta.url': 'sourceUrl' },
    plugins: [readStamped(stamps)],
  })
  return stamps
}

/**
 * Notes the stamp of each file before it is read, so that one that is changed meanwhile counts as changed. A file that
 * asks for its own address is given that of the source: what it reads lies beside the source.
 */
const readStamped = (stamps) => ({
  name: 'read-stamped',
  setup({ onLoad }) {
    onLoad({ filter: /./, namespace: 'file' }, ({ path }) => {
      stamps[path] = stamp(path)
      const text = readFileSync(path, 'utf8')
      if (!text.includes('import.meta.url')) return { contents: text, loader: 'default' }
      const address = `const sourceUrl = ${JSON.stringify(pathToFileURL(path).href)};`
      return { contents: address + text.replace(/^#!/, '//'), loader: 'default' }
    })
  },
})
