import { type ParseArgsConfig, parseArgs } from 'node:util'

/**
 * The options and words that a command was given, as `parseArgs` reads them. `--help` prints `usage` and ends the process
 * with status 0; an option that is none ends it with one line and status 1. `usage` begins with the command as it is typed.
 */
export function readCommandLine<T extends ParseArgsConfig>(usage: string, config: T): ReturnType<typeof parseArgs<T>> {
  if (process.argv.includes('--help')) {
    console.log(usage)
    process.exit(0)
  }
  try {
    return parseArgs(config)
  } catch (error) {
    // npm hands on what stands after `--`, npx what stands after the name.
    const help = usage.startsWith('npm ') ? `${usage.split(' -- ')[0]} -- --help` : `${usage.split(' [')[0]} --help`
    console.error(`${firstSentence((error as Error).message)}. What there is: ${help}`)
    process.exit(1)
  }
}

/** Node says at length how a word that begins with `-` could be given. */
const firstSentence = (text: string): string => text.replace(/\.(\s.*)?$/s, '')

/** Ports end at this number; more of anything else that is counted here helps nobody. */
const MOST = 65_535

/** The whole number that `--NAME` was given, from `least` to 65535. Throws Error. */
export function wholeNumber(name: string, text: string, least = 0): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= least && value <= MOST) return value
  throw new Error(`--${name} takes a whole number from ${least} to ${MOST}, not "${text}".`)
}

/** The number of a port, as `--port` takes it: 0 is any free one. Throws Error. */
export const portNumber = (text: string): number => wholeNumber('port', text)
