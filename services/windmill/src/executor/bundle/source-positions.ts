import { readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'

/**
 * A stack whose places are those of the scripts' own lines: `main.ts:3:9`, or `f/conf/lib.ts:1:20` for an imported one.
 * Places in packages and in Bun's own code are left as they are; lines of the wrapper are left out.
 */
export function inScriptLines(stack: string, bundle: { source: string; mapFile: string }, wrapper: string): string {
  if (!stack.includes(bundle.source)) return stack
  const map = readMap(bundle.mapFile)
  return stack
    .split('\n')
    .filter((line) => !line.includes(wrapper))
    .map((line) => (map ? translate(line, bundle.source, map) : line))
    .join('\n')
}

function translate(line: string, file: string, map: SourceMap): string {
  const at = line.indexOf(`${file}:`)
  const [place, row, column] = /:(\d+):(\d+)/.exec(line.slice(at)) ?? []
  if (at === -1 || !place) return line
  const entry = map.findEntry(Number(row) - 1, Number(column) - 1)
  if (!('originalSource' in entry) || !entry.originalSource) return line
  const where = `${sourceName(entry.originalSource)}:${entry.originalLine + 1}:${entry.originalColumn + 1}`
  return line.slice(0, at) + where + line.slice(at + file.length + place.length)
}

/** `script:script:main` is the script itself, `script:f/conf/lib` one that it imports, all else a file of a package. */
function sourceName(source: string): string {
  const script = /^(?:.*[/])?script:(?:script:(main)|(.+))$/.exec(source)
  return script ? `${script[1] ?? script[2]}.ts` : source.replace(/^.*node_modules\//, 'node_modules/')
}

function readMap(file: string): SourceMap | undefined {
  try {
    return new SourceMap(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return undefined
  }
}
