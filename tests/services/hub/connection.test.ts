import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { Connection, type Socket } from '../../../services/hub/src/connection.ts'
import { DEFAULT_LIMITS } from '../../../services/hub/src/limits.ts'
import { FakeSystem } from './kit.ts'

/** A socket that notes what is asked of it and does nothing by itself. */
class FakeSocket extends EventEmitter {
  readyState = 1 as const
  bufferedAmount = 0
  asked: unknown[] = []

  send = (text: string) => this.asked.push(['send', text])
  ping = () => this.asked.push('ping')
  close = (code: number, reason: string) => this.asked.push(['close', code, reason])
  terminate = () => {
    this.asked.push('terminate')
    this.emit('close')
  }
}

function make() {
  const socket = new FakeSocket()
  const system = new FakeSystem()
  let ends = 0
  const connection = new Connection(socket as unknown as Socket, DEFAULT_LIMITS, system, () => {
    ends += 1
  })
  return { socket, system, connection, ends: () => ends }
}

test('a reader that answers pings stays, one that does not is ended at the next', () => {
  const { socket, connection, ends } = make()
  connection.checkAlive()
  socket.emit('pong')
  connection.checkAlive()
  expect(socket.asked).toEqual(['ping', 'ping'])
  connection.checkAlive()
  expect(socket.asked).toEqual(['ping', 'ping', 'terminate'])
  expect(ends()).toBe(1)
})

test('a slow reader is told why, gets nothing more, and is cut off after the grace', () => {
  const { socket, system, connection, ends } = make()
  expect(connection.send('a')).toBe(true)
  socket.bufferedAmount = DEFAULT_LIMITS.slowReaderBytes + 1
  expect(connection.send('b')).toBe(false)
  expect(connection.send('c')).toBe(false)
  expect(socket.asked).toEqual([
    ['send', 'a'],
    ['send', 'b'],
    ['close', 4408, 'slow reader: too many unsent bytes'],
  ])
  expect(ends()).toBe(0)
  system.advance(DEFAULT_LIMITS.closeGraceMs)
  expect(socket.asked.at(-1)).toBe('terminate')
  expect(ends()).toBe(1)
})

test('a reader that takes note of the close is not cut off', () => {
  const { socket, system, connection } = make()
  connection.close('stopping')
  socket.emit('close')
  expect(system.timers).toBe(0)
  expect(socket.asked).toEqual([['close', 1001, 'the hub is stopping']])
})
