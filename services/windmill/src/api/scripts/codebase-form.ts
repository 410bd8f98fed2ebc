import type { Context } from 'hono'
import type { z } from 'zod'
import { badRequest, notSupported } from '../../shared/errors.ts'
import { fit } from '../context.ts'

/**
 * Reads what the CLI sends of a script of a codebase: a form with a part of JSON (`script` or `preview`), which says what
 * the script is, and `file`, the bundle that it made: one JavaScript file. Throws 501 for an archive, which it makes of a
 * codebase with assets.
 */
export async function readCodebaseForm<T>(
  c: Context,
  part: string,
  schema: z.ZodType<T>,
): Promise<{ body: T; bundle: string }> {
  const form = await c.req.formData().catch(() => {
    throw badRequest(`A script of a codebase is sent as multipart/form-data, with the parts ${part} and file`)
  })
  const [about, file] = [form.get(part), form.get('file')]
  if (about === null || file === null) throw badRequest(`The form needs the parts ${part} and file`)
  const body = fit(parse(await textOf(about), part), schema, part)
  const bundle = await textOf(file)
  if (isArchive(bundle)) {
    throw notSupported(
      'a codebase with assets, which comes as an archive: leave `assets` out of it, and load files by a URL or a variable',
    )
  }
  return { body, bundle }
}

const textOf = async (part: FormDataEntryValue): Promise<string> => (typeof part === 'string' ? part : part.text())

/** A tar has its name at a fixed place of its first block. */
const isArchive = (text: string) => text.slice(257, 262) === 'ustar' || text.startsWith('main.js\0')

function parse(text: string, part: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw badRequest(`${part}: invalid json: ${(error as Error).message}`)
  }
}
