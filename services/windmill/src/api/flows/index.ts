import { newRoutes, type Windmill } from '../context.ts'
import { addDeployRoutes } from './deploy.ts'
import { addListRoutes } from './list.ts'
import { addReadRoutes } from './read.ts'

export { flowValue } from './flow-value.ts'
export { flowView } from './flow-view.ts'

/** Flows: `/api/w/:workspace/flows`. */
export function flowRoutes(windmill: Windmill) {
  const app = newRoutes()
  addDeployRoutes(app, windmill)
  addListRoutes(app, windmill)
  addReadRoutes(app, windmill)
  return app
}
