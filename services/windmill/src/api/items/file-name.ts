import { z } from 'zod'

/**
 * The name of a file within an item, with slashes. It stays within: a client that pulls it writes it below the item's
 * folder.
 */
export const fileName = z
  .string()
  .min(1)
  .max(500)
  .refine((name) => !/[\\\0]/.test(name) && !name.split('/').includes('..'), 'a file name stays below its folder')
