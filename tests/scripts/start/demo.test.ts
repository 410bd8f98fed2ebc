import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Demo, startDemo, tourOf } from '../../../scripts/start/demo.ts'
import { doTask } from '../../../scripts/start/do-task.ts'
import { type OpenAnalyst, startOpenAnalyst } from '../../helpers/open-analyst.ts'
import { personAt } from './terminal.ts'

let analyst: OpenAnalyst
let demo: Demo | undefined

beforeAll(async () => {
  analyst = await startOpenAnalyst()
})
afterAll(async () => {
  await demo?.stop()
  await analyst?.stop()
})

test('the tour shows the team at work with the offline model, again after a new start', async () => {
  const hub = { url: analyst.hubUrl, publishToken: analyst.publishToken }
  for (const hasPerson of [true, false]) {
    demo = await startDemo(analyst.target)
    expect(demo.api).toBe('f/openanalyst/social_api')
    const answers: string[] = []
    for (const task of tourOf(demo.api, hasPerson)) {
      const { worked, answer } = await doTask(analyst.target, hub, task, () => {}, personAt('yes').terminal)
      expect(worked, answer).toBe(true)
      answers.push(answer)
    }
    expect(answers[0]).toContain('The post "Made in Millwright." is a draft')
    expect(answers.at(-1)).toMatch(/^# Report\n\S+ to \S+, by day.*\n(?:.*\n)*.*\*\*followers\*\*: [\d,]+ in all/)
    if (hasPerson) {
      expect(answers[1]).toContain('The post "Hello from Millwright" is published at https://social.example/posts/1001')
      expect(answers[2]).toMatch(/^1 post: \d+ impressions/)
    }
    await demo.stop()
    demo = undefined
    await expect(analyst.call('GET', '/resources/get/f/openanalyst/social_api')).rejects.toThrow('404')
  }
})

test('a social network that somebody has set up is left alone', async () => {
  const own = {
    path: 'f/openanalyst/social_api',
    resource_type: 'social_api',
    value: { base_url: 'https://own.example', token: 't' },
  }
  await analyst.call('POST', '/resources/create', own)
  demo = await startDemo(analyst.target)
  expect(demo.api).toBe('f/openanalyst/demo_social_api')
  const draft = tourOf(demo.api, false)[0]!
  const hub = { url: analyst.hubUrl, publishToken: analyst.publishToken }
  expect(await doTask(analyst.target, hub, draft, () => {})).toMatchObject({ worked: true })
  await demo.stop()
  demo = undefined
  expect(await analyst.call('GET', '/resources/get/f/openanalyst/social_api')).toMatchObject({ value: own.value })
})
