import { z } from 'zod'
import { isJsonObject, type Json, type JsonObject } from '../../shared/json.ts'
import type { Control, Field } from './fields.ts'

/** A form as the browser sends it: for each control one value, or several of the same name. */
export type Submitted = Record<string, string | File | (string | File)[]>

/** What a form says: the arguments, and for each field that cannot be read why not. */
export interface FormReading {
  args: JsonObject
  errors: Record<string, string>
}

/** The name of a field's control in the form: apart from names that the page uses itself. */
export const controlName = (field: Field): string => `arg.${field.name}`

/** What a control's text cannot be; the message is shown beside it. */
class Unreadable extends Error {}

/**
 * Reads what was sent for `fields`. A field that was left empty is left out, unless the schema has a value for it, which
 * an empty text takes the place of; so an argument that nobody gave is null in the script, as in Windmill.
 */
export async function readForm(fields: Field[], sent: Submitted): Promise<FormReading> {
  const args: JsonObject = {}
  const errors: Record<string, string> = {}
  for (const field of fields) {
    try {
      const value = await readField(field, [sent[controlName(field)] ?? []].flat())
      if (value !== undefined) args[field.name] = value
      else if (field.required) throw new Unreadable('This is needed.')
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error
      errors[field.name] = error.message
    }
  }
  return { args, errors }
}

async function readField(field: Field, sent: (string | File)[]): Promise<Json | undefined> {
  const { control } = field
  const texts = sent.filter((each) => typeof each === 'string').map((each) => each.replaceAll('\r\n', '\n'))
  if (control.kind === 'checkbox') return texts.length > 0
  if (control.kind === 'choices') return choices(control.values, texts, field.required)
  if (control.kind === 'file') {
    const file = sent.find((each) => typeof each !== 'string' && each.size > 0) as File | undefined
    return file && Buffer.from(await file.arrayBuffer()).toString('base64')
  }
  const text = texts[0] ?? ''
  if (control.kind === 'lines') {
    const lines = text.split('\n').filter((line) => line !== '')
    return lines.length > 0 || field.initial !== undefined ? lines : undefined
  }
  if (text === '') return keepsEmpty(field) ? '' : undefined
  return parse(control, text)
}

/** An empty text stands for itself where the schema would put another in its place. */
const keepsEmpty = ({ control, initial, required }: Field): boolean =>
  !required && typeof initial === 'string' && initial !== '' && (control.kind === 'text' || control.kind === 'textarea')

function choices(values: Json[], texts: string[], required: boolean): Json | undefined {
  const chosen = values.filter((value) => texts.includes(String(value)))
  return chosen.length === 0 && required ? undefined : chosen
}

function parse(control: Control, text: string): Json {
  switch (control.kind) {
    case 'number':
      return parseNumber(control, text)
    case 'choice': {
      const chosen = control.values.find((value) => String(value) === text)
      if (chosen === undefined) throw new Unreadable(`Choose one of ${control.values.map(String).join(', ')}.`)
      return chosen
    }
    case 'json':
      return parseJson(text, control.expects)
    case 'datetime':
      if (z.iso.datetime({ offset: true, local: true }).safeParse(text).success) return text
      throw new Unreadable('A time is written as in 2026-01-31T08:30:00Z.')
    case 'resource':
      return text.startsWith('$res:') ? text : `$res:${text}`
    case 'text':
      return checkedText(control, text)
    default:
      return text
  }
}

function parseNumber({ whole, minimum, maximum }: Control & { kind: 'number' }, text: string): number {
  const value = Number(text)
  if (!Number.isFinite(value)) throw new Unreadable('This is no number.')
  if (whole && !Number.isInteger(value)) throw new Unreadable('This is no whole number.')
  if (minimum !== undefined && value < minimum) throw new Unreadable(`The least is ${minimum}.`)
  if (maximum !== undefined && value > maximum) throw new Unreadable(`The most is ${maximum}.`)
  return value
}

function parseJson(text: string, expects: 'object' | 'array' | undefined): Json {
  let value: Json
  try {
    value = JSON.parse(text) as Json
  } catch (error) {
    throw new Unreadable(`This is no JSON: ${(error as Error).message}`)
  }
  if (expects === 'object' && !isJsonObject(value)) throw new Unreadable('A JSON object is wanted: {"key": "value"}.')
  if (expects === 'array' && !Array.isArray(value)) throw new Unreadable('A JSON list is wanted: ["a", "b"].')
  return value
}

const TEXT_RULES = {
  email: { schema: z.email(), message: 'This is no e-mail address.' },
  url: { schema: z.url(), message: 'This is no address; it begins with https://' },
  date: { schema: z.iso.date(), message: 'A date is written as in 2026-01-31.' },
} as const

function checkedText(control: Control & { kind: 'text' }, text: string): string {
  const rule = TEXT_RULES[control.type as keyof typeof TEXT_RULES]
  if (rule && !rule.schema.safeParse(text).success) throw new Unreadable(rule.message)
  if (control.pattern !== undefined && !matches(control.pattern, text)) {
    throw new Unreadable(`This does not match the pattern ${control.pattern}`)
  }
  return text
}

/** A pattern that is no regular expression limits nothing. */
function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern).test(text)
  } catch {
    return true
  }
}
