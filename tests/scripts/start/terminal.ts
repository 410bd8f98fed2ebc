import { PassThrough } from 'node:stream'
import type { Terminal } from '../../../scripts/start/ask-person.ts'

/** A person at a terminal who gives these answers, one to each question that ends with a colon or a bracket. */
export function personAt(...answers: string[]): { terminal: Terminal; seen(): string; left(): string[] } {
  const [input, output] = [new PassThrough(), new PassThrough()]
  let seen = ''
  output.on('data', (piece) => {
    seen += piece
    if (/(?:: |\) )$/.test(String(piece)) && answers.length > 0) input.write(`${answers.shift()}\n`)
  })
  return { terminal: { input, output }, seen: () => seen, left: () => answers }
}
