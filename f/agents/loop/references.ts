/*
 * Windmill replaces texts such as `$var:f/x/secret` in the arguments of a job by what they name, wherever in the arguments
 * they stand, with the rights of the job. What a model or a user says must not name secrets that way.
 */
const REFERENCE = /^\$(?:var|res|encrypted):/

/** Whether a JSON value has a text in it that Windmill would replace. */
export function hasReference(value: unknown): boolean {
  if (typeof value === 'string') return REFERENCE.test(value)
  return typeof value === 'object' && value !== null && Object.values(value).some(hasReference)
}

/** The same value with a space before each such text, which Windmill leaves as it is then. */
export function withoutReferences<T>(value: T): T {
  if (typeof value === 'string') return (REFERENCE.test(value) ? ` ${value}` : value) as T
  if (Array.isArray(value)) return value.map(withoutReferences) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, withoutReferences(part)])) as T
}
