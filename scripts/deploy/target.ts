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

/** A call of the target's API that may fail. */
export async function attemptTarget(
  target: Target,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; text: string }> {
  let response: Response
  try {
    response = await fetch(`${target.baseUrl}/api/w/${target.workspace}${path}`, {
      method,
      headers: { authorization: `Bearer ${target.token}`, 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
  } catch (error) {
    const cause = ((error as Error).cause as Error | undefined)?.message ?? (error as Error).message
    throw new DeployError(
      `No Windmill answers at ${target.baseUrl} (${cause}). Start one, or give another with --base-url.`,
    )
  }
  return { status: response.status, text: await response.text() }
}

/** A deploy did not come through; the message says what failed and what to do. */
export class DeployError extends Error {
  override readonly name = 'DeployError'
}
