const DECLARATION = /^[ \t]*(\w+)="\$(?:(\d+)|\{(\d+)(?::-[^}]*)?\})"[ \t]*(?:#.*)?$/gm

/**
 * The names of a bash script's arguments in the order of their positions: `name="$1"` or `name="${1:-default}"`, one a
 * line, as Windmill reads them (case `script/bash`).
 */
export function bashParameters(code: string): string[] {
  const names: string[] = []
  for (const [, name, plain, braced] of code.matchAll(DECLARATION)) {
    const position = Number(plain ?? braced)
    if (position > 0) names[position - 1] ??= name!
  }
  return Array.from(names, (name, index) => name ?? `_${index + 1}`)
}
