import { cut } from '../../lib/cut.ts'
import { CodedError } from '../../lib/errors.ts'
import { type JsonSchema, schemaFaults } from '../../lib/json_schema.ts'
import { hasReference } from './references.ts'

/** The arguments of a call. Throws CodedError `BAD_ARGUMENTS` with every fault, so that the model can mend them at once. */
export function readArguments(text: string, parameters: JsonSchema): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(text || '{}')
  } catch {
    throw new CodedError('BAD_ARGUMENTS', `The arguments are no JSON: ${cut(text, 200)}`)
  }
  return checkArguments(value, parameters)
}

/** As `readArguments`, for arguments that a person has changed. */
export function checkArguments(value: unknown, parameters: JsonSchema): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new CodedError('BAD_ARGUMENTS', 'The arguments must be a JSON object.')
  const faults = schemaFaults(parameters, value)
  if (hasReference(value))
    faults.push('a text must not begin with $var:, $res: or $encrypted:, which Windmill would replace with a secret')
  if (faults.length > 0)
    throw new CodedError('BAD_ARGUMENTS', `The arguments do not fit. ${faults.join('; ')}`, { faults })
  return value as Record<string, unknown>
}
