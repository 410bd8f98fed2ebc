import { newRoutes, type Windmill } from '../context.ts'
import { addReadRoutes } from './read.ts'
import { addSaveRoutes } from './save.ts'

export { schedulePreviewRoutes } from './read.ts'
export { scheduleView } from './schedule-view.ts'

/** Schedules: `/api/w/:workspace/schedules`. */
export function scheduleRoutes(windmill: Windmill) {
  const app = newRoutes()
  addReadRoutes(app, windmill)
  addSaveRoutes(app, windmill)
  return app
}
