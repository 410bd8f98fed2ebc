/** A workspace of a Windmill to deploy to. */
export interface Target {
  /** Where the Windmill is reached; no slash at the end. */
  baseUrl: string
  workspace: string
  token: string
}

/** A call of the target's API that has to succeed; the answer's text. Throws DeployError with the server's words. */
export async function callTarget(target: Target, method: string, path: string, body?: unknown): Promise<string> {
  const { status, text } = await attemptTarget(target, method, path, body)
  if (status < 400) return text
  throw new DeployError(`${target.baseUrl} answered ${status} to ${method} ${path}: ${text.slice(0, 300)}`)
}

/** A call of the API of the target's workspace that may fail. */
export const attemptTarget = (target: Target, method: string, path: string, body?: unknown) =>
  attemptInstance(target, method, `/w/${target.workspace}${path}`, body)

/** A call of the target's API, outside of its workspace, that may fail. Throws DeployError when nothing answers. */
export async function attemptInstance(
  { baseUrl, token }: Target,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; text: string }> {
  try {
    const response = await fetch(`${baseUrl}/api${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    return { status: response.status, text: await response.text() }
  } catch (error) {
    const cause = ((error as Error).cause as Error | undefined)?.message ?? (error as Error).message
    throw new DeployError(`No Windmill answers at ${baseUrl} (${cause}). Start one, or give another with --base-url.`)
  }
}

/** A deploy did not come through; the message says what failed and what to do. */
export class DeployError extends Error {
  override readonly name = 'DeployError'
}
