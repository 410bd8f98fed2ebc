import { isBuiltin } from 'node:module'

/** A package that a script imports: `zod`, `@scope/name@1.2/sub`, `npm:zod@4`. */
export interface PackageImport {
  name: string
  /** The version that the specifier pins, where it does (`zod@4.1.0`). */
  version?: string
  /** What follows the name: empty, or `/sub/path`. */
  subpath: string
}

const SPECIFIER = /^(?:npm:)?(@[^/@]+\/[^/@]+|[^/@]+)(?:@([^/]+))?(\/.*)?$/

/** Reads a package's specifier; undefined for what Bun or Node bring themselves. */
export function packageImport(specifier: string): PackageImport | undefined {
  if (isBuiltin(specifier) || specifier === 'bun' || /^(?:node|bun|https?|data|file):/.test(specifier)) return undefined
  const [, name, version, subpath = ''] = SPECIFIER.exec(specifier) ?? []
  return name === undefined ? undefined : { name, ...(version && { version }), subpath }
}
