/** The API of a social network: posts, their engagement, metrics. Docs: docs/openanalyst.md. */
export { connectSocialApi, type MetricsQuery, type PublishedPost, type SocialApi } from './connect.ts'
export { isPassing, isSocialFault, retryAfterOf } from './faults.ts'
export { openSocialApi } from './open_api.ts'
export type { Patience } from './patience.ts'
export { DEFAULT_API, readSocialApi } from './read_resource.ts'
