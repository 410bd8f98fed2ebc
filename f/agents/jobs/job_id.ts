import { deriveId } from '../../lib/ids.ts'

/** The id of a job, derived of what it is for: starting it a second time finds the first. A UUID of version 8. */
export function jobIdOf(...parts: (string | number)[]): string {
  const hex = deriveId('job', ...parts)
  const variant = ((Number.parseInt(hex[16]!, 16) & 0x3) | 0x8).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`
}
