// The host of a raw app. The app asks by messages to its parent and waits; each call gets an answer here, errors too.
//
// A call is {type, reqId, …} with the type backend, backendAsync (runnable_id, v), waitJob, getJob or streamJob (jobId).
// Its answer is {type: type + 'Res', reqId, result, error}; where `error` is true, `result` is {name, message, stack}.
// Before the answer of streamJob come any number of {type: 'streamJobUpdate', new_result_stream, stream_offset}.
;(() => {
  const host = JSON.parse(document.getElementById('app-host').textContent)
  const api = `/api/w/${encodeURIComponent(host.workspace)}`
  const encodePath = (path) => path.split('/').map(encodeURIComponent).join('/')
  window.ctx = host.context

  const calls = {
    backend: async ({ runnable_id, v }) => resultOf(await start(runnable_id, v)),
    backendAsync: ({ runnable_id, v }) => start(runnable_id, v),
    waitJob: async ({ jobId }) => resultOf(await known(jobId)),
    getJob: async ({ jobId }) => (await ask(`/jobs_u/get/${encodeURIComponent(jobId)}`)).json(),
    streamJob: async ({ jobId }, update) => {
      await follow(await known(jobId), update)
      return resultOf(jobId)
    },
  }

  addEventListener('message', async ({ data, source, ports }) => {
    if (source !== window && source !== frameWindow()) return
    if (data?.type === 'windmill:ready') return void ports[0]?.postMessage(greeting())
    const call = Object.hasOwn(calls, data?.type) ? calls[data.type] : undefined
    if (!call || data.reqId === undefined) return
    const { type, reqId } = data
    const send = (message) => source.postMessage({ ...message, reqId }, '*')
    try {
      const result = await call(data, (news) => send({ type: 'streamJobUpdate', ...news }))
      send({ type: `${type}Res`, result, error: false })
    } catch (error) {
      send({ type: `${type}Res`, result: described(error), error: true })
    }
  })

  const frameWindow = () => document.getElementById('app-frame')?.contentWindow
  const greeting = () => ({
    type: 'windmill:ctx',
    ctx: host.context,
    initialHash: location.hash,
    storage: { local: {}, session: {} },
  })

  /** What can be sent of an error: of a job's, all that the job has said. */
  function described(error) {
    if (!(error instanceof Error)) return error
    return { name: error.name, message: error.message, ...(error.details ?? {}) }
  }

  function failure(name, message, details) {
    return Object.assign(new Error(message), { name, details })
  }

  async function ask(path, init) {
    let answer
    try {
      answer = await fetch(api + path, init)
    } catch {
      throw failure('NetworkError', 'The server cannot be reached')
    }
    if (!answer.ok) throw failure('ApiError', await answer.text(), { status: answer.status })
    return answer
  }

  /** Starts a runnable of the app; answers the job's id. */
  async function start(id, args) {
    const runnable = Object.hasOwn(host.runnables, id) ? host.runnables[id] : undefined
    if (!runnable) {
      const there = Object.keys(host.runnables).join(', ') || 'none'
      throw failure('NotFound', `The app has no runnable ${id}; it has ${there}`)
    }
    const body = JSON.stringify({ component: id, args: args ?? {}, ...what(id, runnable) })
    const headers = { 'content-type': 'application/json' }
    const answer = await ask(`/apps_u/execute_component/${encodePath(host.path)}`, { method: 'POST', headers, body })
    return answer.text()
  }

  /** Inline code is asked for by its number: visitors do not get the code. */
  function what(id, { inlineScript, runType, path }) {
    if (!inlineScript) return { path: `${runType === 'flow' ? 'flow' : 'script'}/${path}` }
    const { id: number, content, language, lock, cache_ttl } = inlineScript
    const code = number === undefined ? { content, lock } : { content: '' }
    return { id: number, raw_code: { ...code, language: language ?? '', path: `${host.path}/${id}`, cache_ttl } }
  }

  /** The id of a job, if there is such a job; asking for the result of another would never end. */
  async function known(id) {
    await ask(`/jobs_u/get/${encodeURIComponent(id)}?no_logs=true&no_code=true`)
    return id
  }

  const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

  /** Waits for a job; its result, or an error that says what the job's does. */
  async function resultOf(id) {
    for (let pause = 25; ; pause = Math.min(pause * 1.3, 1000)) {
      const answer = await ask(`/jobs_u/completed/get_result_maybe/${id}`)
      const { completed, success, result } = await answer.json()
      if (completed && (success || !result?.error)) return result
      if (completed) throw failure(result.error.name ?? 'Error', result.error.message ?? 'The job failed', result.error)
      await sleep(pause)
    }
  }

  /** Follows a job to its end. The server ends each stream after a minute; then the next goes on from there. */
  function follow(id, update, from = 0) {
    return new Promise((resolve, reject) => {
      let offset = from
      const address = `${api}/jobs_u/getupdate_sse/${id}?fast=true&only_result=true&stream_offset=${offset}`
      const events = new EventSource(address)
      const leave = (then) => {
        events.close()
        then()
      }
      events.onmessage = ({ data }) => {
        const { type, error, completed, new_result_stream, stream_offset } = JSON.parse(data)
        if (stream_offset !== undefined) offset = stream_offset
        if (new_result_stream !== undefined) update({ new_result_stream, stream_offset })
        if (completed) leave(resolve)
        else if (type === 'timeout') leave(() => follow(id, update, offset).then(resolve, reject))
        else if (type === 'error') leave(() => reject(failure('StreamError', error)))
        else if (type === 'notfound' || type === 'not_found')
          leave(() => reject(failure('NotFound', `There is no job ${id}`)))
      }
      events.onerror = () => {
        // The browser would begin at the same offset again, and the app would hear twice what it has heard.
        leave(() =>
          sleep(500)
            .then(() => known(id))
            .then(() => follow(id, update, offset))
            .then(resolve, reject),
        )
      }
    })
  }
})()
