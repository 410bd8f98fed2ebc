import { randomUUID } from 'node:crypto'
import type { RunEvent } from '../../f/lib/store/index.ts'
import { apply, plan, type Target } from '../../scripts/deploy/index.ts'
import { configure } from '../../scripts/start/configure.ts'
import { startPlatform, WORKSPACE } from '../../scripts/start/platform.ts'
import { openSession } from '../../scripts/start/session.ts'
import type { System } from '../../services/windmill/src/shared/system.ts'

/** What became of a task that was put to OpenAnalyst. */
export interface DoneTask {
  taskId: string
  /** Whether the flow's job succeeded, and its result. */
  success: boolean
  result: { status: string; answer?: string; error?: { code: string; message: string }; works?: { path: string }[] }
  /** The events of the run as a page got them, over the WebSocket. */
  events: RunEvent[]
}

/** OpenAnalyst as `npm start` brings it up: the embedded Windmill, the hub and the offline model, all deployed. */
export interface OpenAnalyst {
  target: Target
  /** The hub's address. */
  hubUrl: string
  /** Who has it may publish to the hub. */
  publishToken: string
  /** A call of Windmill's API below the workspace; JSON where the answer is JSON. Throws on 4xx and 5xx. */
  call(method: string, path: string, body?: unknown): Promise<unknown>
  /** Puts a task and waits for its end; `onEvent` sees each event as it comes. */
  put(task: string, onEvent?: (event: RunEvent) => void): Promise<DoneTask>
  /** Has the router use another model from now on; without one, the offline model. */
  useModel(provider?: RT.LlmProvider): Promise<void>
  stop(): Promise<void>
}

/** `system` is the time of Windmill itself: of its schedules, not of its jobs (Default: the machine's). */
export async function startOpenAnalyst(system?: System): Promise<OpenAnalyst> {
  const platform = await startPlatform({ port: 0, env: {}, options: { system } })
  const { windmill, hub, publishToken } = platform
  const target = { baseUrl: windmill.url, workspace: WORKSPACE, token: windmill.token }
  await apply(target, await plan(target))
  await configure(target, platform)

  const call: OpenAnalyst['call'] = async (method, path, body) => {
    const response = await fetch(`${windmill.url}/api/w/openanalyst${path}`, {
      method,
      headers: { authorization: `Bearer ${windmill.token}`, 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return /json/.test(response.headers.get('content-type') ?? '') ? JSON.parse(text) : text
  }

  const put: OpenAnalyst['put'] = async (task, onEvent) => {
    const [taskId, session_id] = [randomUUID(), randomUUID()]
    const events: RunEvent[] = []
    let onEnd = () => {}
    const ended = new Promise<void>((resolve) => {
      onEnd = resolve
    })
    const session = await openSession({ url: hub.url, publishToken }, 'ada', session_id, ({ payload }) => {
      const event = payload as RunEvent
      events.push(event)
      onEvent?.(event)
      if (/^TASK_(COMPLETED|FAILED)$/.test(event.type)) onEnd()
    })
    try {
      const args = { task, task_id: taskId, user_id: 'ada', session_id }
      const id = await call('POST', '/jobs/run/f/f/openanalyst/execute_user_task', args)
      await ended
      const job = await endOf(`${windmill.url}/api/w/openanalyst/jobs_u`, windmill.token, String(id))
      return { taskId, ...job, events }
    } finally {
      session.close()
    }
  }

  return {
    target,
    hubUrl: hub.url,
    publishToken,
    call,
    put,
    useModel: async (provider = platform.provider) => {
      await call('POST', '/resources/update/f/openanalyst/llm', { value: provider })
    },
    stop: platform.stop,
  }
}

/** Follows a job to its end by the server's own stream. */
async function endOf(url: string, token: string, id: string): Promise<Pick<DoneTask, 'success' | 'result'>> {
  const headers = { authorization: `Bearer ${token}` }
  for (;;) {
    const stream = await fetch(`${url}/getupdate_sse/${id}?fast=true&no_logs=true`, { headers })
    if (!(await stream.text()).includes('"completed":true')) continue
    const job = await fetch(`${url}/completed/get/${id}`, { headers })
    return (await job.json()) as Pick<DoneTask, 'success' | 'result'>
  }
}
