import { availableParallelism } from 'node:os'
import type { Bundle } from '../bundle/bundler.ts'
import { inScriptLines } from '../bundle/source-positions.ts'
import type { Execution, RunHooks, RunSpec } from '../contract.ts'
import { markOf } from '../output/mark.ts'
import type { Started } from '../process/launcher.ts'
import { conclude } from './conclude.ts'
import { jobMessage } from './job-message.ts'
import { type Supervision, supervise } from './supervise.ts'

/** The processes of one script. */
interface Service {
  /** The bundle that they have loaded. */
  source: string
  idle: Started[]
  busy: Set<Started>
  /** Jobs that wait for one to be free. */
  waiting: (() => void)[]
}

export interface DedicatedOptions extends Supervision {
  /** Starts a process that serves jobs. */
  start(): Started
  wrapper: string
  /** A name that nobody else knows. */
  secret(): string
}

/**
 * Twice as many processes as the machine can run at once: each has one job at a time, which waits for the server about half
 * of its time.
 */
const MOST = 2 * availableParallelism()

/**
 * Keeps processes of scripts that are to serve job after job. A script's processes are replaced when its content changes;
 * one that ends, or is ended because of its job, is replaced when the next job comes.
 */
export function createDedicated(options: DedicatedOptions) {
  const services = new Map<string, Service>()

  /** The script's processes; those that have loaded something else are sent away. */
  function serviceOf(name: string, source: string): Service {
    const known = services.get(name)
    if (known?.source === source) return known
    for (const process of known?.idle ?? []) process.kill()
    const service: Service = { source, idle: [], busy: new Set(), waiting: known?.waiting ?? [] }
    services.set(name, service)
    return service
  }

  async function take(name: string, source: string): Promise<[Service, Started]> {
    for (;;) {
      const service = serviceOf(name, source)
      const process = service.idle.pop() ?? (service.busy.size < MOST ? begin(service) : undefined)
      if (process) {
        service.busy.add(process)
        return [service, process]
      }
      await new Promise<void>((resolve) => service.waiting.push(resolve))
    }
  }

  function begin(service: Service): Started {
    const process = options.start()
    process.release()
    void process.ended.then(() => {
      service.idle = service.idle.filter((each) => each !== process)
    })
    return process
  }

  function giveBack(name: string, service: Service, process: Started, lives: boolean): void {
    service.busy.delete(process)
    if (lives && services.get(name) === service) service.idle.push(process)
    else process.kill()
    service.waiting.shift()?.()
  }

  return {
    /** Runs a job in a process of its script. `name` is the script: its workspace and path. */
    async run(name: string, spec: RunSpec, hooks: RunHooks, bundle: Bundle): Promise<Execution> {
      const [service, process] = await take(name, bundle.source)
      if (hooks.signal.aborted) {
        giveBack(name, service, process, true)
        return { outcome: { type: 'canceled' } }
      }
      const mark = markOf(options.secret())
      process.send({ ...jobMessage(spec, bundle, mark), mark })
      const result = await supervise(process, mark, spec, hooks, options)
      const lives = 'finished' in result && result.finished.end === undefined
      giveBack(name, service, process, lives)
      if ('cut' in result) return result.cut
      return conclude(result.finished, hooks, (stack) => inScriptLines(stack, bundle, options.wrapper))
    },
  }
}
