/** The page of a job: what it was given, where it stands, what it says and what it answers. */
export { addRunRoutes } from './run.ts'
