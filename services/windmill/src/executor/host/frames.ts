/**
 * What the server and the process host say to each other on one pipe: frames of a head (length of the body, kind, number
 * of the process) and a body.
 */
export const FRAME = {
  /** Server: start a process; the body is a Launch as JSON. */
  start: 1,
  /** Server: bytes for pipe 3 of the process. */
  send: 2,
  /** Server: end the process and its group at once. */
  kill: 3,
  /** Host: the process has started; the body is its pid. */
  started: 4,
  /** Host: bytes that the process printed. */
  output: 5,
  /** Host: bytes that the process wrote on pipe 3. */
  answer: 6,
  /** Host: the process is gone and all is read; the body is a ProcessEnd as JSON. */
  ended: 7,
} as const

export type FrameKind = (typeof FRAME)[keyof typeof FRAME]

/** How a process is to be started. */
export interface Launch {
  command: string[]
  /** The folder on the machine that it starts in. */
  cwd: string
  env: Record<string, string>
}

/** How a process ended: an exit code, or the signal that ended it. */
export interface ProcessEnd {
  code: number | null
  signal: string | null
}

const HEAD = 9

/**
 * A frame: the length of its body (4 bytes, little-endian), its kind (1), the id of the process that it is about (4),
 * the body.
 */
export function encodeFrame(kind: FrameKind, id: number, body: Uint8Array | string): Buffer {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  const frame = Buffer.allocUnsafe(HEAD + bytes.length)
  frame.writeUInt32LE(bytes.length, 0)
  frame.writeUInt8(kind, 4)
  frame.writeUInt32LE(id, 5)
  frame.set(bytes, HEAD)
  return frame
}

/** Makes frames of what comes in pieces, each as soon as it is whole. A body may be kept. */
export function frameReader(onFrame: (kind: FrameKind, id: number, body: Buffer) => void) {
  let pieces: Buffer[] = []
  let length = 0
  let needed = HEAD
  return (piece: Uint8Array): void => {
    pieces.push(Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength))
    length += piece.length
    if (length < needed) return
    let rest = pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces)
    needed = HEAD
    while (rest.length >= HEAD) {
      needed = HEAD + rest.readUInt32LE(0)
      if (rest.length < needed) break
      onFrame(rest.readUInt8(4) as FrameKind, rest.readUInt32LE(5), rest.subarray(HEAD, needed))
      rest = rest.subarray(needed)
      needed = HEAD
    }
    pieces = rest.length > 0 ? [rest] : []
    length = rest.length
  }
}
