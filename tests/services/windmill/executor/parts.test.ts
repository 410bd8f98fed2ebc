import { describe, expect, test } from 'vitest'
import { packageImport } from '../../../../services/windmill/src/executor/bundle/package-name.ts'
import { workspacePath } from '../../../../services/windmill/src/executor/bundle/workspace-path.ts'
import { encodeFrame, FRAME, frameReader } from '../../../../services/windmill/src/executor/host/frames.ts'
import { createLineReader } from '../../../../services/windmill/src/executor/host/line-reader.ts'
import { createLogReader } from '../../../../services/windmill/src/executor/output/log-reader.ts'
import { markOf, untilMark } from '../../../../services/windmill/src/executor/output/mark.ts'
import { createPool, type Poolable } from '../../../../services/windmill/src/executor/process/pool.ts'

describe('names of imports', () => {
  test.each([
    ['./lib.ts', 'f/a/main', 'f/a/lib'],
    ['../b/lib', 'f/a/main', 'f/b/lib'],
    ['/f/c/lib.ts', 'f/a/main', 'f/c/lib'],
    ['u/ada/lib.ts', '', 'u/ada/lib'],
    ['./data.v2.ts', 'f/a/main', 'f/a/data.v2'],
    ['zod', 'f/a/main', undefined],
    ['fs', 'f/a/main', undefined],
    ['fflate', 'f/a/main', undefined],
  ])('%s from %s is the script %s', (specifier, importer, path) => {
    expect(workspacePath(specifier, importer)).toBe(path)
  })

  test.each([
    ['zod', { name: 'zod', subpath: '' }],
    ['zod@4.1.0/mini', { name: 'zod', version: '4.1.0', subpath: '/mini' }],
    ['@a/b@^1.2', { name: '@a/b', version: '^1.2', subpath: '' }],
    ['node:fs', undefined],
    ['fs/promises', undefined],
    ['bun:sqlite', undefined],
    ['bun', undefined],
  ])('%s is the package %o', (specifier, found) => {
    expect(packageImport(specifier)).toEqual(found)
  })
})

/** The bytes of a text, one at a time: the worst way in which they can come. */
const byteByByte = (text: string) => Array.from(Buffer.from(text), (byte) => Buffer.of(byte))

describe('what a job prints', () => {
  function read(pieces: Buffer[], maxBytes = 1000) {
    const heard = { log: '', streamed: [] as string[], endless: 0 }
    const reader = createLogReader({
      maxBytes,
      onLog: (text) => (heard.log += text),
      onStream: (text) => heard.streamed.push(text),
      onEndless: () => heard.endless++,
    })
    for (const piece of pieces) reader.push(piece)
    reader.finish()
    return { ...heard, last: reader.lastLines(2) }
  }

  const TEXT = 'žluť\nWM_STREAM: a\\nb\nWM_STREAMLESS\nx WM_STREAM: no\nWM_STREAM: 🐎\nlast'

  test.each([
    ['at once', [Buffer.from(TEXT)]],
    ['byte by byte', byteByByte(TEXT)],
  ])('stream lines are cut out, %s', (_how, pieces) => {
    const { log, streamed, last } = read(pieces)
    expect(log).toBe('žluť\nWM_STREAMLESS\nx WM_STREAM: no\nlast')
    expect(streamed).toEqual(['a\nb', '🐎'])
    expect(last).toBe('x WM_STREAM: no\nlast')
  })

  test('a stream line without an end is streamed when the job has ended', () => {
    expect(read([Buffer.from('WM_STREAM: rest')])).toMatchObject({ log: '', streamed: ['rest'] })
  })

  test('more than the limit is cut and said; much more is reported once', () => {
    const { log, endless } = read(
      Array.from({ length: 40 }, () => Buffer.from('0123456789')),
      20,
    )
    expect(log).toBe('01234567890123456789\n--- the log is cut here: it is longer than 20 bytes ---\n')
    expect(endless).toBe(1)
  })

  test.each([['at once'], ['byte by byte']])('the mark ends the output and is not part of it, %s', (how) => {
    const mark = markOf('secret')
    const text = `out \0put${mark}`
    let heard = ''
    let marked = 0
    const output = untilMark(
      mark,
      (chunk) => (heard += chunk),
      () => marked++,
    )
    for (const piece of how === 'at once' ? [Buffer.from(text)] : byteByByte(text)) output.push(piece)
    expect([heard, marked]).toEqual(['out \0put', 1])
  })

  test('what looked like a mark and was none is output', () => {
    let heard = ''
    const output = untilMark(
      markOf('secret'),
      (chunk) => (heard += chunk),
      () => {},
    )
    output.push(Buffer.from('a\0sec'))
    expect(heard).toBe('a')
    output.finish()
    expect(heard).toBe('a\0sec')
  })
})

describe('pipes', () => {
  test('frames are read in whatever pieces they come', () => {
    const frames = [
      encodeFrame(FRAME.output, 7, 'žluť'),
      encodeFrame(FRAME.kill, 8, ''),
      encodeFrame(FRAME.answer, 2 ** 31, 'x'.repeat(500)),
    ]
    const heard: unknown[] = []
    const read = frameReader((kind, id, body) => heard.push([kind, id, body.toString()]))
    for (const byte of Buffer.concat(frames)) read(Uint8Array.of(byte))
    read(Buffer.concat(frames))
    const expected = [
      [FRAME.output, 7, 'žluť'],
      [FRAME.kill, 8, ''],
      [FRAME.answer, 2 ** 31, 'x'.repeat(500)],
    ]
    expect(heard).toEqual([...expected, ...expected])
  })

  test('lines wait for a listener, and a line that is too long is reported', () => {
    let tooLong = 0
    const heard: string[] = []
    const reader = createLineReader(10, () => tooLong++)
    reader.push(Buffer.from('one\ntw'))
    reader.listen((line) => heard.push(line))
    reader.push(Buffer.from('o\n'))
    expect(heard).toEqual(['one', 'two'])
    reader.push(Buffer.from('more than ten bytes'))
    expect(tooLong).toBe(1)
  })
})

describe('the pool', () => {
  /** A process that becomes ready, or ends, when the test says so. */
  function manual() {
    let ready = () => {}
    let end = () => {}
    const process = {
      ready: new Promise<void>((resolve) => (ready = resolve)),
      ended: new Promise<void>((resolve) => (end = resolve)),
    }
    return { process, ready: () => ready(), end: () => end() }
  }

  function poolOf(size: number, starting: number) {
    const made: ReturnType<typeof manual>[] = []
    const ended: Poolable[] = []
    const pool = createPool<Poolable>({
      size,
      starting,
      start: () => {
        made.push(manual())
        return made.at(-1)!.process
      },
      end: (process) => ended.push(process),
    })
    return { pool, made, ended }
  }

  const settle = () => new Promise((resolve) => setImmediate(resolve))

  test('keeps as many waiting as it is to, and starts no more at a time than it may', async () => {
    const { pool, made } = poolOf(3, 2)
    pool.warm()
    expect(made).toHaveLength(2)
    made[0]!.ready()
    await settle()
    expect(made).toHaveLength(3)
    expect(await pool.take()).toBe(made[0]!.process)
    await settle()
    expect(made).toHaveLength(3)
    made[1]!.ready()
    await settle()
    expect(made).toHaveLength(4)
  })

  test('serves those who ask in the order in which they asked', async () => {
    const { pool, made } = poolOf(0, 1)
    const asked = [pool.take(), pool.take()]
    await settle()
    made[0]!.ready()
    expect(await asked[0]).toBe(made[0]!.process)
    await settle()
    made[1]!.ready()
    expect(await asked[1]).toBe(made[1]!.process)
  })

  test('a process that ends while it waits is not handed out', async () => {
    const { pool, made } = poolOf(1, 1)
    pool.warm()
    made[0]!.ready()
    await settle()
    made[0]!.end()
    await settle()
    const taken = pool.take()
    await settle()
    made[1]!.ready()
    expect(await taken).toBe(made[1]!.process)
  })

  test('when no process gets ready, who asks is told', async () => {
    const { pool, made } = poolOf(1, 1)
    const taken = pool.take()
    taken.catch(() => {})
    for (let round = 0; round < 3; round++) {
      await settle()
      made[round]!.end()
    }
    await expect(taken).rejects.toThrow(/cannot be started/)
  })

  test('stopping ends those that wait and refuses those who ask', async () => {
    const { pool, made, ended } = poolOf(1, 2)
    pool.warm()
    made[0]!.ready()
    await settle()
    pool.stop()
    expect(ended).toEqual([made[0]!.process])
    expect(() => pool.take()).toThrow(/stopping/)
  })
})
