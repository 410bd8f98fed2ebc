import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { type Manifest, parseManifest } from '../deploy/index.ts'

/** A manifest in a file, for a server of one's own: so nothing is put into the workspace that the folder does not have. */
export function fileManifest(file: string): Manifest {
  return {
    read: async () => parseManifest(readText(file)),
    write: async (content) => {
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, JSON.stringify(content))
    },
  }
}

/** A manifest that is forgotten with the process, as is the server that it is of. */
export function memoryManifest(): Manifest {
  let content = parseManifest(undefined)
  return {
    read: async () => content,
    write: async (written) => {
      content = written
    },
  }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
