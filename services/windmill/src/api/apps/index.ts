import { newRoutes, type Routes } from '../context.ts'
import { addDeployRoutes } from './deploy.ts'
import { addBundleRoutes, addPublicRoutes } from './public.ts'
import { addReadRoutes } from './read.ts'

export { appView } from './app-view.ts'
export { executeComponentRoutes } from './execute-component.ts'

/** Apps: `/api/w/:workspace/apps`. */
export const appRoutes: Routes = (windmill) => {
  const app = newRoutes()
  addDeployRoutes(app, windmill)
  addReadRoutes(app, windmill)
  addBundleRoutes(app, windmill)
  return app
}

/** What of apps needs no login: `/api/w/:workspace/apps_u`. */
export const openAppRoutes: Routes = (windmill) => {
  const app = newRoutes()
  addPublicRoutes(app, windmill)
  return app
}
