import { z } from 'zod'

/** A yes or no in a query (`?decrypt_secret=false`). */
export const Flag = z.enum(['true', 'false']).transform((text) => text === 'true')
