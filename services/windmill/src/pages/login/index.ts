/** Coming in and going out: the login of people, and the token that the `wmill` command asks for by way of a browser. */
export { addCliLoginRoutes } from './cli-login.ts'
export { addLoginRoutes } from './login.ts'
