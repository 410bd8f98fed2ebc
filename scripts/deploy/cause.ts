/** What a refused request looks like in what the CLI prints: its answer, and the item that was sent. */
const REFUSED = /\bbody: (?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|`([^`]*)`)/
const ITEM = /\bpath: '([ufg]\/[^']+)'/
/** The CLI says this of a file that YAML cannot read. */
const BAD_YAML = /EEXIST: file already exists, open '([^']+)'/
const ERROR = /^(?:Uncaught )?(?:\w*Error|error): (.+)$/im

/**
 * Why a push failed, in one line, from all that the CLI printed: it prints the whole request, the stack and the version
 * of Node, and the reason stands somewhere among them.
 */
export function causeOf(said: string): string {
  const refused = REFUSED.exec(said)
  if (refused) {
    const reason = firstLine(refused[1] ?? refused[2] ?? refused[3] ?? '')
    const item = ITEM.exec(said.slice(refused.index))?.[1]
    return item ? `${item}: ${reason}` : reason
  }
  const unreadable = BAD_YAML.exec(said)
  if (unreadable) return `${unreadable[1]}: it is not valid YAML`
  const lines = said.split('\n').map((line) => line.trim())
  return ERROR.exec(said)?.[1] ?? lines.findLast((line) => line !== '') ?? 'wmill gave no reason'
}

const firstLine = (text: string): string => text.replace(/\\n.*/s, '').replaceAll("\\'", "'").trim()
