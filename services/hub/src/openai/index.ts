/** Agents behind OpenAI's chat interface: a model is an agent, and any OpenAI client can talk to it. */
export type { WindmillAt } from './agents-api.ts'
export { makeOpenAiRoutes } from './routes.ts'
