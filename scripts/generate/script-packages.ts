import { builtinModules } from 'node:module'
import { dirname, join, normalize } from 'node:path'
import { parseSync } from 'oxc-parser'

/**
 * The npm packages that a script needs when it runs: what it and the scripts that it imports import, types apart, at the
 * start or later (`import('…')`). `path` is relative to the root of the repository; `read` gives a file's text.
 */
export function packagesOf(path: string, read: (path: string) => string): Set<string> {
  const packages = new Set<string>()
  const seen = new Set<string>()
  const visit = (file: string) => {
    if (seen.has(file)) return
    seen.add(file)
    for (const specifier of importsOf(file, read(file))) {
      if (specifier.startsWith('.')) visit(normalize(join(dirname(file), specifier)))
      else if (specifier.startsWith('/')) visit(specifier.slice(1))
      else if (!specifier.startsWith('node:') && !builtinModules.includes(specifier)) packages.add(nameOf(specifier))
    }
  }
  visit(path)
  return packages
}

function importsOf(file: string, code: string): string[] {
  const { module, errors } = parseSync(file, code)
  if (errors[0]) throw new Error(`${file}: ${errors[0].message}`)
  const imported = module.staticImports
    .filter(({ entries }) => entries.length === 0 || entries.some((entry) => !entry.isType))
    .map(({ moduleRequest }) => moduleRequest.value)
  const exported = module.staticExports
    .flatMap(({ entries }) => entries)
    .flatMap(({ isType, moduleRequest }) => (moduleRequest && !isType ? [moduleRequest.value] : []))
  // Only the place of what is imported later is known; anything but a plain text there is no package by name.
  const later = module.dynamicImports
    .map(({ moduleRequest }) => code.slice(moduleRequest.start, moduleRequest.end))
    .flatMap((text) => /^(['"])(.+)\1$/.exec(text)?.[2] ?? [])
  return [...imported, ...exported, ...later]
}

const nameOf = (specifier: string) => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
