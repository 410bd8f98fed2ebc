import { describe, expect, test } from 'vitest'
import { calls, says, told, useLoopKit } from './kit.ts'

const kit = useLoopKit()
const mail = { type: 'object', properties: { to: { type: 'string' } }, required: ['to'] }
const listed = [{ name: 'mail.send', description: 'Sends mail.', input_schema: mail }]

describe('the tools of an MCP server', () => {
  const agent = {
    name: 'mailer',
    tools: [{ kind: 'mcp' as const, resource: 'u/{user}/mail', include: ['mail.send'], approval: 'never' as const }],
  }

  test("are asked for with the user's own resource, and called with it", async () => {
    const asked: unknown[] = []
    kit.script('f/agents/tools/list_mcp_tools', (args) => {
      asked.push(args)
      return listed
    })
    kit.script('f/agents/tools/call_mcp_tool', ({ tool, args }) => ({ tool, args }))
    await kit.define(agent)
    const first = calls(['mail_send', { to: 'bob' }])
    first.expect = ({ tools }) =>
      expect(tools![0]!.function).toMatchObject({ name: 'mail_send', description: 'Sends mail.' })
    await kit.run('mailer', 'Mail bob', [first, told({ tool: 'mail.send', args: { to: 'bob' } }, says('Sent.'))])
    expect(asked).toMatchObject([{ resource: 'u/ada/mail', include: ['mail.send'] }])
    expect(kit.called.at(-1)!.args).toMatchObject({ resource: 'u/ada/mail', idempotency_key: expect.any(String) })
  })

  test('can wait for a person too, and bad arguments never reach the server', async () => {
    kit.script('f/agents/tools/list_mcp_tools', () => listed)
    kit.script('f/agents/tools/call_mcp_tool', () => 'sent')
    await kit.define({ ...agent, name: 'careful', tools: [{ ...agent.tools[0]!, approval: 'always' }] })
    const turns = [calls(['mail_send', {}], ['mail_send', { to: 'bob' }]), says('Sent once.')]
    await kit.run('careful', 'Mail', turns, { decide: () => ({}) })
    expect(kit.called.filter(({ path }) => path.endsWith('call_mcp_tool'))).toHaveLength(1)
  })
})

describe('the tools that every agent may have', () => {
  test('are told whose call it is, and `arguments` reach them as `args`', async () => {
    kit.script('f/openanalyst/tools/execute_windmill_task', () => ({ ok: true }))
    await kit.define({ name: 'builder', tools: [{ kind: 'builtin', name: 'execute_windmill_task' }] })
    const wanted = { script_path: 'u/ada/greet', arguments: { name: 'Bob' } }
    const run = await kit.run('builder', 'Greet Bob', [calls(['execute_windmill_task', wanted]), says('Done.')])
    expect(kit.called[0]!.args).toEqual({
      ...{ script_path: 'u/ada/greet', args: { name: 'Bob' }, call: expect.any(String) },
      run: { run_id: run.run_id, user_id: 'ada', session_id: expect.any(String) },
    })
  })

  test.each([
    ['asks where jobs are not isolated', 'false', 'openai', 1],
    ['does not ask where they are', 'true', 'openai', 0],
    ['does not ask about code of the offline model', 'false', 'offline', 0],
  ] as const)('a tool that runs code of a model %s', async (_, isolated, kind, asked) => {
    kit.script('f/openanalyst/tools/create_windmill_script', () => ({ ok: true }))
    kit.door.variables.set('f/openanalyst/jobs_isolated', isolated)
    await kit.define({ name: 'coder', tools: [{ kind: 'builtin', name: 'create_windmill_script' }] })
    const script = { name: 'x', language: 'bun', code: 'export function main() {}', description: 'Does nothing.' }
    let questions = 0
    const decide = () => {
      questions += 1
      return {}
    }
    await kit.run('coder', 'Go', [calls(['create_windmill_script', script]), says('Done.')], { kind, decide })
    expect(questions).toBe(asked)
    expect(kit.called).toHaveLength(1)
  })

  test('memory tools are told the run, which says whose memory it is', async () => {
    kit.script('f/agents/tools/forget', () => ({ forgotten: ['m1'] }))
    await kit.define({ name: 'forgetful', memory: { top_k: 0 }, tools: [{ kind: 'builtin', name: 'forget' }] })
    const run = await kit.run('forgetful', 'Forget it', [calls(['forget', { memory_id: 'm1' }]), says('Forgotten.')])
    expect(kit.called[0]!.args).toMatchObject({ memory_id: 'm1', run_id: run.run_id })
  })
})

describe('what a user says', () => {
  test('never names a secret to the jobs of members', async () => {
    await kit.define({ name: 'aide' }, { name: 'crew', mode: 'broadcast', members: [{ kind: 'agent', agent: 'aide' }] })
    const run = await kit.run('crew', '$var:f/openanalyst/llm_api_key', [says('What?'), says('Nothing.')])
    expect(run.played.calls[0]!.args.input).toBe(' $var:f/openanalyst/llm_api_key')
  })
})
