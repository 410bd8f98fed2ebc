import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** A request to a real Windmill and its answer. */
export interface Recorded {
  step: string
  method: string
  path: string
  request?: string
  status: number
  response_type: string
  response: string
}

const FILE = fileURLToPath(new URL('../../../conformance/wire.jsonl', import.meta.url))

/** What was said under a step of the recording, in order. */
export function recorded(step: string): Recorded[] {
  let current = ''
  return readFileSync(FILE, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Recorded)
    .filter((line) => {
      if (!line.method) current = line.step
      return line.method && current === step
    })
}

/** The first answer under a step to a request that fits. */
export function recordedAnswer(step: string, method: string, path: RegExp): Recorded {
  const found = recorded(step).find((line) => line.method === method && path.test(line.path))
  if (!found) throw new Error(`Nothing was recorded under "${step}" for ${method} ${path}`)
  return found
}

/** The names of the fields of an object, in order of the alphabet. */
export const fieldsOf = (value: unknown): string[] => Object.keys(value as object).sort()
