import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { doTask } from '../../../scripts/start/do-task.ts'
import { type OpenAnalyst, startOpenAnalyst } from '../../helpers/open-analyst.ts'
import { type ScriptedModel, startScriptedModel } from '../../helpers/scripted-model.ts'
import { type SocialApiServer, startSocialApi } from '../../helpers/social-api.ts'
import { personAt } from './terminal.ts'

let analyst: OpenAnalyst
let social: SocialApiServer
let model: ScriptedModel | undefined
beforeAll(async () => {
  analyst = await startOpenAnalyst()
  social = await startSocialApi()
  const about = { path: 'f/openanalyst/social_api', resource_type: 'social_api', value: social.resource }
  await analyst.call('POST', '/resources/create', about)
})
afterAll(async () => {
  await social?.stop()
  await analyst?.stop()
})
afterEach(async () => {
  await model?.stop()
  model = undefined
  await analyst.useModel()
})

/** Puts a task with this person at the terminal, and answers how it ended and what was printed. */
async function put(task: string, person?: ReturnType<typeof personAt>) {
  const lines: string[] = []
  const { hubUrl: url, publishToken } = analyst
  const outcome = await doTask(
    analyst.target,
    { url, publishToken },
    task,
    (line) => lines.push(line),
    person?.terminal,
  )
  return { outcome, printed: lines.join('\n') }
}

test('a person at the terminal changes what a member of the team wants to do', async () => {
  const person = personAt('change', '{"text": "Hello everybody", "publish": true}')
  const { outcome } = await put('Publish the post "Hello"', person)
  expect(outcome).toMatchObject({
    worked: true,
    answer: expect.stringContaining('The post "Hello everybody" is published'),
  })
  expect(person.seen()).toContain('Waits for you: create_post (create_post asks when args.publish == true)')
  expect(person.seen()).toContain('text: Hello')
  expect(social.posts.map(({ text }) => text)).toEqual(['Hello everybody'])
})

test('a person at the terminal says no, and the task is not done', async () => {
  const { outcome, printed } = await put('Publish the post "Never"', personAt('no', 'not today'))
  expect(outcome).toMatchObject({ worked: false, answer: expect.stringContaining('not today') })
  expect(printed).toContain('admin refused create_post: not today')
  expect(social.posts.map(({ text }) => text)).not.toContain('Never')
})

test('where nobody sits at a terminal, it is printed what waits and where it is answered', async () => {
  const lines: string[] = []
  const { hubUrl: url, publishToken, target } = analyst
  await doTask(target, { url, publishToken }, 'Publish the post "Quiet"', (line) => {
    lines.push(line)
    const [, job] = /In a browser: \S+\/run\/([^?]+)\?/.exec(line) ?? []
    if (!job) return
    const answer = { payload: { approve: true }, approved: true }
    const say = (): Promise<unknown> => analyst.call('POST', `/jobs_u/flow/resume_suspended/${job}`, answer).catch(say)
    void say()
  })
  expect(lines.join('\n')).toContain('Waits for you: create_post')
  expect(social.posts.map(({ text }) => text)).toContain('Quiet')
})

test('code of a real model is shown at the terminal before it is run, where jobs are not isolated', async () => {
  const code = "export function main() { return 'seen' }"
  const call = { name: 'create_windmill_script', arguments: { name: 'seen', language: 'bun', code, description: 'x' } }
  model = await startScriptedModel([{ answer: { calls: [call] } }, { answer: { text: 'Done.' } }], 'openai')
  await analyst.useModel(model.provider)
  const isolated = (value: string) => analyst.call('POST', '/variables/update/f/openanalyst/jobs_isolated', { value })
  await isolated('false')
  const person = personAt('yes')
  const { outcome } = await put('Make something', person)
  await isolated('true')
  model.check()
  expect(outcome).toMatchObject({ worked: true, answer: 'Done.' })
  expect(person.seen()).toContain(`seen (bun): ${code}`)
})
