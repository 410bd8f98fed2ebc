import { z } from 'zod'
import { badInput } from '../../bad_input.ts'

/** What a post says. */
export interface PostContent {
  text: string
  link: string | null
}

const contentSchema = z.object({
  text: z
    .string()
    .max(100_000)
    .refine((text) => text.trim() !== '', 'must not be empty'),
  link: z.url({ protocol: /^https?$/, error: 'must be an address that begins with https://' }).nullable(),
})

/** A post's content, if the API can take it. Throws CodedError `BAD_INPUT` with every fault. */
export function checkContent(given: PostContent, { max_characters = Infinity }: RT.SocialApi): PostContent {
  const parsed = contentSchema.safeParse(given)
  const faults = parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`)
  const length = [...String(given.text)].length
  if (length > max_characters) faults.push(`text has ${length} characters, the API takes ${max_characters}`)
  if (faults.length > 0) throw badInput(`The post cannot be published like this: ${faults.join('; ')}.`, { faults })
  return given
}
