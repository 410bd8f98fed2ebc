import { CodedError } from '../../lib/errors.ts'
import { DOCUMENT_ROUTE } from './contract/index.ts'
import { type HttpAnswer, type HttpEvent, prepare, serve } from './lib/index.ts'
import { OPENAPI } from './openapi.ts'

export async function preprocessor(event: HttpEvent) {
  return await prepare(event)
}

/** `GET /v1/openapi.json`: what this API takes and answers, as an OpenAPI 3.1 document. */
export async function main(request: object): Promise<HttpAnswer> {
  return await serve(request, DOCUMENT_ROUTE, async ({ params }) => {
    if (params.document === 'openapi.json') return [200, OPENAPI]
    throw new CodedError('NOT_FOUND', `There is no ${params.document}; /v1/openapi.json says what there is.`)
  })
}
