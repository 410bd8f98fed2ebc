import { isJsonObject, type Json, type JsonObject } from '../shared/json.ts'

/** The inline script of an app; `content` may be absent in values that were written by hand. */
export interface AppInlineScript extends JsonObject {
  content: string
  language: string
}

/**
 * All inline scripts of an app's value, low-code or raw, wherever in it they stand, with the id of the runnable (raw)
 * or the component (low-code) that has them.
 */
export function appScripts(value: Json, runnable = ''): { runnable: string; script: AppInlineScript }[] {
  if (Array.isArray(value)) return value.flatMap((each) => appScripts(each, runnable))
  if (!isJsonObject(value)) return []
  return Object.entries(value).flatMap(([key, each]) => {
    if (key === 'inlineScript' && isInlineScript(each)) return [{ runnable, script: each }]
    return appScripts(each, typeof value.id === 'string' ? value.id : isJsonObject(each) ? key : runnable)
  })
}

function isInlineScript(value: Json | undefined): value is AppInlineScript {
  return isJsonObject(value) && typeof value.content === 'string' && typeof value.language === 'string'
}
