import { z } from 'zod'

const LONGEST = 500

/** A client that pulls an item writes its files below the item's folder: no name may lead out of it. */
function staysBelow(name: string): boolean {
  return name !== '' && name.length <= LONGEST && !/[\\\0]/.test(name) && !name.split('/').includes('..')
}

/** Files by name, with slashes. */
export const files = z.record(z.string(), z.string()).superRefine((found, context) => {
  for (const name of Object.keys(found)) {
    if (staysBelow(name)) continue
    context.addIssue({ code: 'custom', path: [name], message: 'a file name stays below the folder of its item' })
  }
})
