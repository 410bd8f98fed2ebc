/** Which HTTP status an error is answered with. What is not named here is a fault of the server: 500. */
const STATUSES: Record<string, number> = {
  BAD_REQUEST: 400,
  AGENT_INVALID: 400,
  ARGUMENTS_INVALID: 400,
  MEMORY_CONTENT: 400,
  MEMORY_SCOPE: 400,
  MEMORY_SECRET: 400,
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  AGENT_NOT_FOUND: 404,
  AGENT_VERSION_NOT_FOUND: 404,
  APPROVAL_NOT_FOUND: 404,
  MEMORY_NOT_FOUND: 404,
  RUN_NOT_FOUND: 404,
  SESSION_NOT_FOUND: 404,
  AGENT_BUSY: 409,
  AGENT_NAME_TAKEN: 409,
  APPROVAL_DECIDED: 409,
  LLM_NOT_CONFIGURED: 409,
  MEMORY_FORGOTTEN: 409,
  MEMORY_NOT_PROPOSED: 409,
  RUN_ENDED: 409,
  SESSION_BUSY: 409,
  SESSION_EXISTS: 409,
  WINDMILL_REFUSED: 502,
}

/** The HTTP status that an error of this code is answered with. */
export const statusOf = (code: string): number => STATUSES[code] ?? 500
