import { posix } from 'node:path'

const EXTENSION = /\.(?:ts|tsx|mts|js|mjs|bun\.ts|deno\.ts)$/

/**
 * The workspace path that an import means, or undefined when it names something else (a package, `node:fs`): relative to
 * the importing script (`./x.ts`, `../y`), or absolute (`/f/a/b.ts`, `f/a/b`, `/u/ada/x`). Cases `script/relative-import`,
 * `script/absolute-import`.
 */
export function workspacePath(specifier: string, importer: string): string | undefined {
  const isRelative = specifier.startsWith('./') || specifier.startsWith('../')
  if (!isRelative && !/^\/?[fu]\//.test(specifier)) return undefined
  const joined = isRelative ? posix.join(posix.dirname(importer), specifier) : specifier.replace(/^\//, '')
  return joined.replace(EXTENSION, '')
}
