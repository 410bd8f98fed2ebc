import { writeScript } from '../recipes/index.ts'
import type { Rule } from '../rule.ts'
import { givenName } from '../text/paths.ts'
import { MAKING, offers, otherLanguage, WINDMILL_TOOLS } from './windmill-tools.ts'

/** "Create a simple hello world script" → `create_windmill_script {name, language, code, description}`. */
export const createScript: Rule = {
  name: 'create-script',
  about: 'writes a small script of a kind it has a recipe for, and has it created in Windmill',
  answer(turn) {
    if (!offers(turn, 'script') || turn.results.length > 0) return null
    const script = writeScript(turn.task)
    if (!script) return null
    const language = otherLanguage(turn.task)
    if (language && MAKING.test(turn.task))
      return {
        text: `I am the offline model and write TypeScript (Bun) only, not ${language}. Ask for it without that.`,
      }
    const name = givenName(turn.task) ?? script.name
    const { code, description } = script
    return { calls: [{ name: WINDMILL_TOOLS.script, arguments: { name, language: 'bun', code, description } }] }
  },
}
