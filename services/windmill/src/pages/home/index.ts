/** The start page: what is deployed in a workspace, and its last jobs. */
export { addHomeRoutes } from './home.ts'
