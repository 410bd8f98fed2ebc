import { url } from '../text/values.ts'
import { literal, type Recipe } from './recipe.ts'

const EXAMPLE = 'https://example.com'

/** Requests to an address on the web. */
export const web: Recipe[] = [
  {
    example: 'Make a script that fetches the status of https://example.com',
    vocabulary: 'fetch fetches check checks get status http code url website site page address is up online request',
    asks: /\bstatus\b|\b(?:website|site|page|url)\b.*\b(?:up|online)\b|\bcheck\w*\b.*https?:/i,
    write: (task) => ({
      name: 'fetch_status',
      description: 'Requests an address and returns its HTTP status.',
      code: `export async function main(url = ${literal(url(task) ?? EXAMPLE)}) {
  const response = await fetch(url)
  return { url, status: response.status, ok: response.ok }
}
`,
      parameter: 'url',
      takes: 'text',
      gives: 'number',
      within: '.status',
    }),
  },
  {
    example: 'Write a script that fetches https://example.com',
    vocabulary:
      'fetch fetches download downloads get gets request read content contents body page website json text url http',
    asks: /\b(?:fetch\w*|downloads?|gets?|requests?|reads?)\b.*(?:https?:|\burl\b|\bpage\b|\bwebsite\b|\.(?:com|org|net|io|dev|eu)\b)/i,
    write: (task) => ({
      name: 'fetch_page',
      description: 'Requests an address and returns what it answers as text.',
      code: `export async function main(url = ${literal(url(task) ?? EXAMPLE)}) {
  const response = await fetch(url)
  if (!response.ok) throw new Error(\`\${url} answered \${response.status}\`)
  return await response.text()
}
`,
      parameter: 'url',
      takes: 'text',
      gives: 'text',
    }),
  },
]
