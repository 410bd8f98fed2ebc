import { z } from 'zod'
import { CodedError } from '../../../lib/errors.ts'
import { readResource } from '../../../lib/read_resource.ts'

/** The API that posts and metrics go to and come from unless another is named. */
export const DEFAULT_API = 'f/openanalyst/social_api'

const resourceSchema = z.object({
  base_url: z.url({ protocol: /^https?$/ }),
  token: z.string().min(1),
  max_characters: z.int().positive().nullish(),
})

/**
 * The resource of type `social_api` at `path`, read with the rights of the job's user. Throws CodedError
 * `SOCIAL_NOT_CONFIGURED` when it is not there, not theirs to read, or not such a resource.
 */
export async function readSocialApi(path: string): Promise<RT.SocialApi> {
  const api = await readResource(path, resourceSchema, (why, cause) => notConfigured(path, why, cause))
  const { base_url, token, max_characters } = api
  return { base_url, token, ...(max_characters && { max_characters }) }
}

function notConfigured(path: string, why: string, cause?: unknown): CodedError {
  const message = `${path} is no social API: ${why}. Make a resource of type social_api there, or name another; \`npm start -- --demo\` brings a stand-in.`
  return new CodedError('SOCIAL_NOT_CONFIGURED', message, { api: path }, { cause })
}
