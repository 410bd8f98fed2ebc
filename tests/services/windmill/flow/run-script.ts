import { createRequire } from 'node:module'
import vm from 'node:vm'
import { transformSync } from 'esbuild'
import type { Json, JsonObject } from '../../../../services/windmill/src/shared/json.ts'

/** What a job came to, and how long it would have taken. */
export interface ScriptEnd {
  success: boolean
  result: Json
  seconds: number
}

const transpiled = new Map<string, vm.Script>()

function compile(content: string): vm.Script {
  const known = transpiled.get(content)
  if (known) return known
  const { code } = transformSync(content, { loader: 'ts', format: 'cjs' })
  const script = new vm.Script(`(function (exports, module, require) {${code}\n})`)
  transpiled.set(content, script)
  return script
}

/** The parameter names of `main`, for arguments go by name. Defaults may stand behind them; types are gone by now. */
function parameters(main: (...args: unknown[]) => unknown): string[] {
  const list = /\(([\s\S]*?)\)\s*(?:\{|=>)/.exec(main.toString())?.[1] ?? ''
  return list.split(',').flatMap((part) => /^\s*(\w+)/.exec(part)?.[1] ?? [])
}

/**
 * Runs a script's content in this process, in place of a worker. Timers end at once and are only counted.
 * @param variables what the script's windmill-client reads and writes
 */
export async function runScript(
  content: string,
  args: JsonObject,
  stepId: string,
  variables: Map<string, string>,
): Promise<ScriptEnd> {
  let milliseconds = 0
  const setTimeout = (then: () => void, ms: number) => {
    milliseconds += ms
    queueMicrotask(then)
  }
  const client = {
    getVariable: (path: string) => variables.get(path) ?? '0',
    setVariable: (path: string, value: string) => variables.set(path, value),
  }
  const real = createRequire(import.meta.url)
  const load = (name: string) => (name === 'windmill-client' ? client : real(name))
  try {
    const module = { exports: {} as { main?: (...args: unknown[]) => unknown } }
    const context = vm.createContext({ setTimeout, console })
    compile(content).runInContext(context)(module.exports, module, load)
    const { main } = module.exports
    if (!main) throw new Error('the script has no main')
    const value = await main(...parameters(main).map((name) => args[name]))
    return { success: true, result: JSON.parse(JSON.stringify(value ?? null)), seconds: milliseconds / 1000 }
  } catch (thrown) {
    const { name, message, stack = '' } = thrown as Error
    const error = { name, message, stack, step_id: stepId }
    return { success: false, result: { error }, seconds: milliseconds / 1000 }
  }
}
