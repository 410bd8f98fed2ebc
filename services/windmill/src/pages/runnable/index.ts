/** The pages of scripts and flows: what they are for, a form to run them, their versions and their source. */
export { addRunnableRoutes } from './runnable.ts'
