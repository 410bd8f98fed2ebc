import { afterEach, beforeEach, describe, expect, type MockInstance, test, vi } from 'vitest'
import type { RunIdentity } from '../../../../f/agents/loop/begun.ts'
import { Outbox } from '../../../../f/agents/loop/outbox.ts'
import { TokenStream } from '../../../../f/agents/loop/token_stream.ts'
import { CodedError } from '../../../../f/lib/errors.ts'
import type { Hub, HubMessage, Published } from '../../../../f/lib/hub.ts'

/** A hub whose requests wait until the test answers them. */
interface HeldHub extends Hub {
  /** What each request has brought, as payloads. */
  requests: unknown[][]
  /** Takes the oldest request that is not answered. */
  take(): void
  refuse(): void
}

function heldHub(): HeldHub {
  const requests: unknown[][] = []
  const open: { resolve(published: Published[]): void; reject(error: unknown): void; messages: HubMessage[] }[] = []
  let seq = 0
  return {
    requests,
    publish: () => Promise.reject(new Error('an outbox hands over lists')),
    publishAll(messages) {
      requests.push(messages.map(({ payload }) => payload))
      return new Promise((resolve, reject) => open.push({ resolve, reject, messages }))
    },
    take() {
      const { resolve, messages } = open.shift()!
      resolve(messages.map(() => ({ seq: ++seq, delivered: 1 })))
    },
    refuse: () => open.shift()!.reject(new CodedError('HTTP_UNREACHABLE', 'Cannot reach the hub (ECONNREFUSED).')),
  }
}

const message = (payload: unknown): HubMessage => ({
  ...{ type: 'RUN_PROGRESS', user_id: 'ada', session_id: 's1', payload, timestamp: 1 },
})
const settled = () => new Promise((resolve) => setImmediate(resolve))
/** Lets the short while pass that is between two requests. */
const pause = async () => {
  await settled()
  vi.advanceTimersByTime(20)
  await settled()
}

let warn: MockInstance<typeof console.warn>
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
})
afterEach(() => {
  vi.useRealTimers()
  warn.mockRestore()
})

describe('an outbox', () => {
  test('hands over what is published in one tick together, and what comes meanwhile with the next request', async () => {
    const hub = heldHub()
    const outbox = new Outbox(hub)
    const first = [outbox.publish(message('a')), outbox.publishAll([message('b'), message('c')])]
    await settled()
    const second = [outbox.publishAll([message('d'), message('e')]), outbox.publish(message('f'))]
    await settled()
    expect(hub.requests).toEqual([['a', 'b', 'c']])
    hub.take()
    expect(await Promise.all(first)).toEqual([
      { seq: 1, delivered: 1 },
      [
        { seq: 2, delivered: 1 },
        { seq: 3, delivered: 1 },
      ],
    ])
    await settled()
    expect(hub.requests).toHaveLength(1)
    await pause()
    expect(hub.requests).toEqual([
      ['a', 'b', 'c'],
      ['d', 'e', 'f'],
    ])
    hub.take()
    expect(await Promise.all(second)).toEqual([
      [
        { seq: 4, delivered: 1 },
        { seq: 5, delivered: 1 },
      ],
      { seq: 6, delivered: 1 },
    ])
  })

  test('has nobody wait who does not want to, and is flushed when all has been taken', async () => {
    const hub = heldHub()
    const outbox = new Outbox(hub)
    expect(await outbox.unawaited.publishAll([message('a'), message('b')])).toHaveLength(2)
    expect(await outbox.unawaited.publish(message('c'))).toEqual({ seq: 0, delivered: 0 })
    let isFlushed = false
    const flushed = outbox.flush().then(() => {
      isFlushed = true
    })
    for (const expected of [['a', 'b'], ['c']]) {
      await settled()
      expect([hub.requests.at(-1), isFlushed]).toEqual([expected, false])
      hub.take()
    }
    await flushed
    expect(hub.requests).toEqual([['a', 'b'], ['c']])
    await outbox.flush()
  })

  test('pauses no longer when it is flushed, and does not pause then', async () => {
    const hub = heldHub()
    const outbox = new Outbox(hub)
    outbox.unawaited.publish(message('a'))
    await settled()
    hub.take()
    outbox.unawaited.publish(message('b'))
    await settled()
    expect(hub.requests).toEqual([['a']])
    const flushed = outbox.flush()
    outbox.unawaited.publish(message('c'))
    await settled()
    hub.take()
    await flushed
    expect(hub.requests).toEqual([['a'], ['b', 'c']])
  })

  test('leaves a hub alone that did not take something, and says so once', async () => {
    const hub = heldHub()
    const outbox = new Outbox(hub)
    const failing = [outbox.publish(message('a')), outbox.publishAll([message('b')])]
    await settled()
    const later = outbox.publish(message('c'))
    hub.refuse()
    for (const refused of [...failing, later, outbox.publish(message('d'))])
      await expect(refused).rejects.toMatchObject({ code: 'HTTP_UNREACHABLE' })
    await outbox.flush()
    expect(hub.requests).toEqual([['a', 'b']])
    expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('ECONNREFUSED'))
  })
})

describe('a stream of tokens', () => {
  const run: RunIdentity = { run_id: 'run-1', user_id: 'ada', session_id: 's1' } as RunIdentity
  const texts = (hub: HeldHub) =>
    hub.requests.map((payloads) => payloads.map((each) => (each as { text: string }).text))

  test('reaches the hub as it comes: at once, and then all that came since', async () => {
    const hub = heldHub()
    const stream = new TokenStream(new Outbox(hub), run, 2)
    stream.add('Hel')
    stream.add('lo')
    await settled()
    expect(texts(hub)).toEqual([['Hello']])
    stream.add(', ')
    stream.add('world')
    hub.take()
    await pause()
    expect(texts(hub)).toEqual([['Hello'], [', world']])
    hub.take()
    await pause()
    stream.add('!')
    await pause()
    expect(hub.requests.at(-1)).toEqual([{ run_id: 'run-1', turn: 2, attempt: 0, nth: 2, text: '!' }])
  })

  test('goes together with an event that waits, behind it', async () => {
    const hub = heldHub()
    const outbox = new Outbox(hub)
    const stream = new TokenStream(outbox, run, 1)
    outbox.unawaited.publish(message('under way'))
    await settled()
    outbox.unawaited.publish(message('waits'))
    stream.add('Hello')
    await settled()
    hub.take()
    await pause()
    expect(hub.requests[1]).toEqual(['waits', expect.objectContaining({ text: 'Hello' })])
  })

  test('ends when the hub does not take a piece', async () => {
    const hub = heldHub()
    const stream = new TokenStream(new Outbox(hub), run, 1)
    stream.add('Hello')
    await settled()
    hub.refuse()
    await settled()
    stream.add(', world')
    await settled()
    expect(hub.requests).toHaveLength(1)
  })
})
