import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findRunning, forgetRunning, noteRunning } from '../../../scripts/start/running.ts'

const target = { baseUrl: 'http://127.0.0.1:8000', workspace: 'openanalyst', token: 'secret' }
const hub = { url: 'http://127.0.0.1:8001', publishToken: 'also secret' }

let notes: string
beforeEach(() => {
  notes = mkdtempSync(join(tmpdir(), 'running-'))
})
afterEach(() => rmSync(notes, { recursive: true, force: true }))

const note = (pid: number, baseUrl: string, at: Date) => {
  const file = join(notes, `${pid}.json`)
  writeFileSync(file, JSON.stringify({ pid, target: { ...target, baseUrl }, hub }))
  utimesSync(file, at, at)
}
/** A process that has ended. */
const gone = () => spawnSync(process.execPath, ['-e', '']).pid

test('what runs is found, by nobody but its user, until it ends', () => {
  noteRunning(target, hub, notes)
  expect(findRunning(notes)).toEqual({ pid: process.pid, target, hub })
  expect(statSync(join(notes, `${process.pid}.json`)).mode & 0o777).toBe(0o600)
  forgetRunning(notes)
  expect(findRunning(notes)).toBeUndefined()
})

test('of several that run the last one is found, and after its end the one before', () => {
  note(process.ppid, 'http://127.0.0.1:9000', new Date(2026, 0, 1))
  noteRunning(target, hub, notes)
  expect(findRunning(notes)?.pid).toBe(process.pid)
  forgetRunning(notes)
  expect(findRunning(notes)?.target.baseUrl).toBe('http://127.0.0.1:9000')
})

test('what was killed is not found, and its note is gone with the next start', () => {
  note(gone(), 'http://127.0.0.1:9000', new Date())
  writeFileSync(join(notes, 'broken.json'), '{')
  expect(findRunning(notes)).toBeUndefined()
  noteRunning(target, hub, notes)
  expect(readdirSync(notes)).toEqual([`${process.pid}.json`])
})

test('where nothing was ever started nothing is found', () => {
  expect(findRunning(join(notes, 'nowhere'))).toBeUndefined()
})
