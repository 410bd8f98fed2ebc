/** An error in OpenAI's shape. */
export class ApiError extends Error {
  readonly status: 400 | 404 | 413 | 500
  readonly code: string | null
  readonly param: string | null

  constructor(status: ApiError['status'], message: string, at: { code?: string; param?: string } = {}) {
    super(message)
    this.name = 'ApiError'
    this.status = status
    this.code = at.code ?? null
    this.param = at.param ?? null
  }

  /** `{error: {message, type, param, code}}`. */
  get body() {
    const type = this.status === 500 ? 'server_error' : 'invalid_request_error'
    return { error: { message: this.message, type, param: this.param, code: this.code } }
  }
}

/** 404 for any model but the one there is. Worded so that clients that look for Ollama's words find them. */
export function unknownModel(model: string, known: string): ApiError {
  return new ApiError(404, `model '${model}' not found: this server has only '${known}'`, {
    code: 'model_not_found',
    param: 'model',
  })
}
