import { realClock } from '../../../lib/clock.ts'
import { connectSocialApi, type SocialApi } from './connect.ts'
import { readSocialApi } from './read_resource.ts'

/** The API of the resource at `path`, for a job. Throws CodedError `SOCIAL_NOT_CONFIGURED`. */
export async function openSocialApi(path: string): Promise<SocialApi> {
  return connectSocialApi(path, await readSocialApi(path), { clock: realClock, random: Math.random })
}
