/** What every route of the API shares: who asks, what they ask, and how it is answered. */
export { type HttpEvent, prepare } from './prepare.ts'
export { type HttpAnswer, type Operation, serve } from './serve.ts'
export type { WindmillAs } from './windmill_as.ts'
