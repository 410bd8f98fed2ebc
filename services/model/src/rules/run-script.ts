import type { Rule } from '../rule.ts'
import { windmillPath } from '../text/paths.ts'
import { pairs } from '../text/values.ts'
import { offers, WINDMILL_TOOLS } from './windmill-tools.ts'

const RUNNING = /\b(?:run|execute|start|launch|call|invoke|trigger)\b/i

/** "Run u/ada/greet with name=Ada" → `execute_windmill_task {script_path, arguments}`. */
export const runScript: Rule = {
  name: 'run-script',
  about: 'runs a script or flow whose path the task names, with arguments written key=value or as JSON',
  answer(turn) {
    if (!offers(turn, 'run') || turn.results.length > 0) return null
    const path = windmillPath(turn.task)
    const verb = turn.task.search(RUNNING)
    if (!path) return asksForAPath(turn.task) ? { text: WHICH } : null
    // "Create u/ada/x and run it" is for the rule that creates.
    if (verb < 0 || /\b(?:create|write|make|build)\b/i.test(turn.task.slice(0, verb))) return null
    const said = turn.task.slice(turn.task.indexOf(path) + path.length)
    return { calls: [{ name: WINDMILL_TOOLS.run, arguments: { script_path: path, arguments: pairs(said) } }] }
  },
}

const WHICH =
  'I am the offline model: plain rules, no language model. To run something I need its whole path, for example: run u/ada/greet with name=Ada'

/** "Run my report": something shall run, and nothing shall be made. */
function asksForAPath(task: string): boolean {
  return /^\s*(?:please\s+)?(?:run|execute|launch|start)\b/i.test(task) && !/\bthat\b|\bwhich\b/i.test(task)
}
