import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Demo, startDemo } from '../../scripts/start/demo.ts'
import { type OpenAnalyst, startOpenAnalyst } from '../helpers/open-analyst.ts'

let analyst: OpenAnalyst
let demo: Demo | undefined

beforeAll(async () => {
  analyst = await startOpenAnalyst()
})
afterAll(async () => {
  await demo?.stop()
  await analyst?.stop()
})

test('the demo publishes a post and makes a report, and again after a new start', async () => {
  for (const round of ['first', 'second']) {
    demo = await startDemo(analyst.target)
    const lines: string[] = []
    await demo.show((line) => lines.push(line))
    expect(lines[1], round).toBe('Post      published at https://social.example/posts/1001')
    expect(lines[2], round).toMatch(/^Report {4}Daily report, \d{4}-\d\d-\d\d\n\n {2}# Daily report/)
    expect(lines[2], round).toContain('## followers')
    await demo.stop()
    demo = undefined
  }
})
