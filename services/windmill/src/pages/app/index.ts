/** The page that a raw app runs in, and that answers each of its calls (`assets/app-host.js`). */
export { addAppRoutes } from './app.ts'
