/** Calls of a Windmill's API in the workspace that is measured. */
export interface BenchClient {
  call(method: string, path: string, body?: unknown): Promise<string>
}

const WORKSPACE = 'bench'

/** A client in a workspace of its own, which is made when it is not there. */
export async function connect(url: string, token: string): Promise<BenchClient> {
  const request = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${url}/api${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 300)}`)
    return text
  }
  const exists = await request('POST', '/workspaces/exists', { id: WORKSPACE })
  if (exists !== 'true') await request('POST', '/workspaces/create', { id: WORKSPACE, name: WORKSPACE })
  return { call: (method, path, body) => request(method, `/w/${WORKSPACE}${path}`, body) }
}
