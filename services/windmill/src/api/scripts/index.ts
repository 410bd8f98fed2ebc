import { newRoutes, type Windmill } from '../context.ts'
import { addArchiveRoutes } from './archive.ts'
import { addCreateRoutes } from './create.ts'
import { addListRoutes } from './list.ts'
import { addRawRoutes } from './raw.ts'
import { addRawTempRoutes } from './raw-temp.ts'
import { addReadRoutes } from './read.ts'

export { readCodebaseForm } from './codebase-form.ts'
export { keepRawTemp } from './raw-temp.ts'

/** Scripts: `/api/w/:workspace/scripts`. */
export function scriptRoutes(windmill: Windmill) {
  const app = newRoutes()
  addCreateRoutes(app, windmill)
  addReadRoutes(app, windmill)
  addListRoutes(app, windmill)
  addRawRoutes(app, windmill)
  addArchiveRoutes(app, windmill)
  addRawTempRoutes(app, windmill)
  return app
}
