/** How a JSON value is shown to people: as text, a table, markdown, an image, an error, or JSON. */
export { markdown } from './markdown.ts'
export { showValue } from './show-value.ts'
