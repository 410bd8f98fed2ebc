/** Forms made of a JSON schema: its fields, how they are shown, and how what was sent is read. */
export { type Field, fieldsOf } from './fields.ts'
export { readForm, type Submitted } from './read-form.ts'
export { type FormState, formFields, valuesFrom } from './render.ts'
export { resourcesFor } from './resources.ts'
