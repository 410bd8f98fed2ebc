import { html } from 'hono/html'
import type { Json, JsonObject } from '../../shared/json.ts'
import type { Html } from '../layout.ts'
import type { Field } from './fields.ts'
import { controlName, type Submitted } from './read-form.ts'

/** What stands in a form: the text of each control by the name of its field, and what is wrong with it. */
export interface FormState {
  values: Record<string, string[]>
  errors: Record<string, string>
  /** Paths of resources by their type, for the fields that take one. */
  resources: Record<string, string[]>
}

/**
 * The texts that stand in a form's controls: as they were sent, else as `args` have them, else as the schema has them. Of a
 * password of earlier arguments there is only the reference, which is shown as dots; one in clear is to be written again.
 */
export function valuesFrom(fields: Field[], args: JsonObject, sent?: Submitted): FormState['values'] {
  return Object.fromEntries(
    fields.map((field) => {
      if (sent) {
        const texts = [sent[controlName(field)] ?? []].flat().filter((each) => typeof each === 'string')
        return [field.name, texts]
      }
      const given = isPassword(field) && !isReference(args[field.name]) ? undefined : args[field.name]
      return [field.name, textsOf(field, given ?? field.initial)]
    }),
  )
}

const isPassword = ({ control }: Field): boolean => control.kind === 'text' && control.type === 'password'
const isReference = (value: Json | undefined): boolean => typeof value === 'string' && value.startsWith('$var:')

function textsOf({ control }: Field, value: Json | undefined): string[] {
  if (value === undefined || value === null) return []
  if (control.kind === 'checkbox') return value === true ? ['on'] : []
  if (control.kind === 'choices') return Array.isArray(value) ? value.map(String) : []
  if (control.kind === 'lines') return Array.isArray(value) ? [value.map(String).join('\n')] : []
  if (control.kind === 'json') return [JSON.stringify(value, null, 2)]
  return [typeof value === 'string' ? value : JSON.stringify(value)]
}

/** The controls of a form, each with its label, what it is for, and what is wrong with it. */
export const formFields = (fields: Field[], state: FormState): Html =>
  html`${fields.map((field, index) => labelled(field, `field-${index}`, state))}`

function labelled(field: Field, id: string, state: FormState): Html {
  const { kind } = field.control
  const error = state.errors[field.name]
  const texts = state.values[field.name] ?? []
  const notes = [field.description && `${id}-note`, error && `${id}-error`].filter(Boolean).join(' ')
  const attributes = html`id="${id}" name="${controlName(field)}" ${notes && html`aria-describedby="${notes}"`} ${error && html`aria-invalid="true"`}`
  const beside = html`${field.description && html`<p class="note" id="${id}-note">${field.description}</p>`}
${error && html`<p class="wrong" id="${id}-error">${error}</p>`}`

  if (kind === 'checkbox') {
    return html`<div class="field check">
<input type="checkbox" ${attributes} ${texts.length > 0 && 'checked'}><label for="${id}">${field.label}</label>
${beside}</div>`
  }
  if (kind === 'choices') return severalChoices(field, id, texts, notes, beside)
  return html`<div class="field">
<label for="${id}">${field.label} ${marks(field)}</label>
${control(field, attributes, texts[0] ?? '', state)}
${beside}</div>`
}

const marks = ({ control: is, required }: Field): Html => {
  const words = is.kind === 'number' ? numberWords(is) : KIND_WORDS[is.kind]
  return html`<small>${[words, required && 'needed'].filter(Boolean).join(', ')}</small>`
}

function numberWords({ whole, minimum, maximum }: Field['control'] & { kind: 'number' }): string {
  const least = minimum !== undefined && (maximum !== undefined ? `from ${minimum}` : `${minimum} or more`)
  const most = maximum !== undefined && (minimum !== undefined ? `to ${maximum}` : `${maximum} or less`)
  return [whole ? 'whole number' : 'number', least, most].filter(Boolean).join(' ')
}

const KIND_WORDS: Partial<Record<Field['control']['kind'], string>> = {
  json: 'JSON',
  lines: 'one a line',
  datetime: 'date and time',
  resource: 'resource',
  file: 'file',
}

function control(field: Field, attributes: Html, text: string, state: FormState): Html {
  const { control: is, required } = field
  const needed = required && 'required'
  switch (is.kind) {
    case 'textarea':
    case 'lines':
      return html`<textarea ${attributes} rows="4" ${needed}>
${text}</textarea>`
    case 'json':
      return jsonControl(is.sample, attributes, text, needed)
    case 'number':
      return html`<input type="number" ${attributes} value="${text}" step="${is.whole ? '1' : 'any'}" ${is.minimum !== undefined && html`min="${is.minimum}"`} ${is.maximum !== undefined && html`max="${is.maximum}"`} ${needed}>`
    case 'choice':
      return html`<select ${attributes} ${needed}>
${(!required || text === '') && html`<option value="">${required ? 'choose …' : 'nothing'}</option>`}
${is.values.map((value) => option(String(value), is.labels[String(value)] ?? String(value), text))}</select>`
    case 'resource':
      return resourceControl(is.type, attributes, text, required, state)
    case 'file':
      return html`<input type="file" ${attributes} ${needed}>`
    case 'datetime':
      return html`<input type="text" ${attributes} value="${text}" placeholder="2026-01-31T08:30:00Z" ${needed}>`
    case 'text':
      return html`<input type="${is.type}" ${attributes} value="${text}" ${is.type === 'password' && html`autocomplete="off"`} ${needed}>`
    default:
      return html``
  }
}

function jsonControl(sample: Json | undefined, attributes: Html, text: string, needed: false | 'required'): Html {
  const shown = sample === undefined ? '' : JSON.stringify(sample, null, 2)
  const rows = Math.min(12, Math.max(3, (text || shown).split('\n').length))
  return html`<textarea ${attributes} class="code" rows="${rows}" spellcheck="false" ${shown && html`placeholder="${shown}"`} ${needed}>
${text}</textarea>`
}

const option = (value: string, label: string, chosen: string): Html =>
  html`<option value="${value}" ${value === chosen && 'selected'}>${label}</option>`

/** The resources of a type; where there is none, a path can be written. */
function resourceControl(type: string, attributes: Html, text: string, required: boolean, state: FormState): Html {
  const paths = state.resources[type] ?? []
  const needed = required && 'required'
  if (paths.length === 0) {
    return html`<input type="text" ${attributes} value="${text}" placeholder="No resource of type ${type} yet: write a path" ${needed}>`
  }
  return html`<select ${attributes} ${needed}>
${(!required || text === '') && html`<option value="">${required ? 'choose …' : 'nothing'}</option>`}
${paths.map((path) => option(`$res:${path}`, path, text))}</select>`
}

function severalChoices(field: Field, id: string, chosen: string[], notes: string, beside: Html): Html {
  const { control: is } = field
  if (is.kind !== 'choices') return html``
  return html`<fieldset class="field" ${notes && html`aria-describedby="${notes}"`}><legend>${field.label} ${marks(field)}</legend>
${is.values.map(
  (value, index) => html`<span class="check"><input type="checkbox" id="${id}-${index}" name="${controlName(field)}"
  value="${String(value)}" ${chosen.includes(String(value)) && 'checked'}><label for="${id}-${index}">${String(value)}</label></span>`,
)}
${beside}</fieldset>`
}
