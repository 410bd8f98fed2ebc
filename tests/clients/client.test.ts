import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningWindmill, startWindmill } from '../../services/windmill/src/index.ts'
import type { JsonObject } from '../../services/windmill/src/shared/json.ts'
import { type Client, createClient } from '../conformance/player/client.ts'

/** Calls functions of the unmodified windmill-client; each answers with what it gave or with what it threw. */
const CALLS = `import * as wmill from 'windmill-client'
type Call = () => unknown
const CALLS: Record<string, Call> = {
  getVariable: async () => [await wmill.setVariable('u/admin/v', 'kept'), await wmill.getVariable('u/admin/v')][1],
  'getVariable of none': () => wmill.getVariable('u/admin/none'),
  getResource: async () => {
    await wmill.setResource({ key: '$var:u/admin/v' }, 'u/admin/r', 'object')
    return wmill.getResource('u/admin/r')
  },
  'getResource of none': () => wmill.getResource('u/admin/none', true),
  getState: async () => [await wmill.setState({ n: 1 }), await wmill.getState()][1],
  getProgress: async () => [await wmill.setProgress(40), await wmill.getProgress()][1],
  getRootJobId: async () => (await wmill.getRootJobId()) === process.env.WM_JOB_ID,
  usernameToEmail: () => wmill.usernameToEmail('admin'),
  getResumeUrls: async () => Object.keys(await wmill.getResumeUrls('ada')).sort(),
  runScript: () => wmill.runScriptByPath('f/sample/add', { a: 2 }),
  runFlow: () => wmill.runFlow('f/sample/flow', { a: 3 }),
  waitJob: async () => wmill.waitJob(await wmill.runScriptByPathAsync('f/sample/add', { a: 4 })),
  cancelJob: async () => wmill.cancelJob(await wmill.runScriptByPathAsync('f/sample/add', { a: 1 }, 600), 'no need'),
  getFlowUserState: () => wmill.getFlowUserState('a', true),
  datatable: () => wmill.datatable()\`SELECT \${20} + 1 AS n\`.fetch(),
  listContextualVariables: async () =>
    (await wmill.VariableService.listContextualVariables({ workspace: process.env.WM_WORKSPACE! })).length > 10,
  getIdToken: () => wmill.getIdToken('audience'),
  loadS3File: () => wmill.loadS3File({ s3: 'file' }),
  writeS3File: () => wmill.writeS3File({ s3: 'file' }, 'text'),
  deleteS3File: () => wmill.deleteS3File({ s3: 'file' }),
  denoS3LightClientSettings: () => wmill.denoS3LightClientSettings(undefined),
  signS3Objects: () => wmill.signS3Objects([{ s3: 'file' }]),
  commitKafkaOffsets: () => wmill.commitKafkaOffsets('f/sample/trigger', 'topic', 0, 1),
}
export async function main() {
  const given: Record<string, unknown> = {}
  for (const [name, call] of Object.entries(CALLS)) {
    try {
      given[name] = (await call()) ?? null
    } catch (error) {
      given[name] = { threw: \`\${error.message} \${error.body ?? ''}\` }
    }
  }
  return given
}`

let windmill: RunningWindmill
let client: Client
beforeAll(async () => {
  windmill = await startWindmill({ workspaces: ['sample'] })
  client = createClient(windmill.url, windmill.token, 'sample')
  const text = { summary: '', description: '', schema: {} }
  const content = 'export function main(a: number) { return a + 1 }'
  await client.call('POST', '/scripts/create', { path: 'f/sample/add', content, language: 'bun', lock: '', ...text })
  const input_transforms = { a: { type: 'javascript', expr: 'flow_input.a' } }
  const step = { id: 'a', value: { type: 'script', path: 'f/sample/add', input_transforms } }
  await client.call('POST', '/flows/create', { path: 'f/sample/flow', value: { modules: [step] }, ...text })
})
afterAll(() => windmill.stop())

test('each function of the client answers as in Windmill, or says why it cannot', async () => {
  const preview = { content: CALLS, language: 'bun', path: 'u/admin/calls', args: {} }
  const given = (await client.call('POST', '/jobs/run_wait_result/preview', preview)) as JsonObject
  const absent = { threw: expect.stringMatching(/Not supported: .{20}/) }
  expect(given).toEqual({
    getVariable: 'kept',
    'getVariable of none': { threw: expect.stringContaining('Variable not found at u/admin/none') },
    getResource: { key: 'kept' },
    'getResource of none': null,
    getState: { n: 1 },
    getProgress: 40,
    getRootJobId: true,
    usernameToEmail: 'admin@windmill.dev',
    getResumeUrls: ['approvalPage', 'cancel', 'resume'],
    runScript: 3,
    runFlow: 4,
    waitJob: 5,
    cancelJob: expect.anything(),
    getFlowUserState: null,
    datatable: [{ n: 21 }],
    listContextualVariables: true,
    getIdToken: absent,
    loadS3File: absent,
    writeS3File: absent,
    deleteS3File: absent,
    denoS3LightClientSettings: absent,
    signS3Objects: absent,
    commitKafkaOffsets: { threw: expect.stringContaining('kafka triggers are not in this server') },
  })
})
