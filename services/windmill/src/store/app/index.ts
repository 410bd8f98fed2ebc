export type { App } from './app.ts'
export { type AppScript, appScriptsOf, getAppScript, insertAppScript, setAppScriptLock } from './app-script.ts'
export { deleteApp, deleteAppScripts, deleteAppVersions } from './delete-app.ts'
export { getApp, getAppByCustomPath, getAppById, getAppVersion, getBundle } from './get-app.ts'
export {
  type AppRow,
  insertApp,
  insertAppVersion,
  setAppVersion,
  setAppVersionValue,
  updateApp,
} from './insert-app.ts'
export { type AppFilter, appHistory, listApps } from './list-apps.ts'
