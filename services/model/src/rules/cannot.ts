import { RECIPES } from '../recipes/index.ts'
import type { Rule } from '../rule.ts'
import { shorten } from '../text/words.ts'
import type { Turn } from '../turn.ts'
import { isWindmillTool, offers } from './windmill-tools.ts'

const EXAMPLES_SHOWN = 5

/** The last rule: an honest no, with what would work. */
export const cannot: Rule = {
  name: 'cannot',
  about: 'says that it cannot do what is asked, and what it can do',
  answer(turn) {
    const asked = turn.task.trim() ? `this: "${shorten(turn.task.trim(), 200)}".` : 'anything without a user message.'
    return {
      text: [
        `I am the offline model: plain rules, no language model, so I can't do ${asked}`,
        ...whatWorks(turn),
        'For a real model set OPENAI_API_KEY, OPENROUTER_API_KEY or OLLAMA_BASE_URL.',
      ].join(' '),
    }
  },
}

function whatWorks(turn: Turn): string[] {
  const tools = turn.tools.filter(({ name }) => !isWindmillTool(name)).map(({ name }) => name)
  const works: string[] = []
  if (offers(turn, 'script')) {
    // Taken from all over the list, so that they show its breadth.
    const apart = Math.floor(RECIPES.length / EXAMPLES_SHOWN)
    const examples = RECIPES.filter((_, at) => at % apart === 0).slice(0, EXAMPLES_SHOWN)
    works.push(`Small scripts I can make, for example: ${examples.map(({ example }) => `"${example}"`).join(', ')}.`)
  }
  if (offers(turn, 'flow'))
    works.push('A flow: "Create a flow that fetches https://example.com, then counts the words".')
  if (offers(turn, 'run')) works.push('Running what is there: "run u/ada/greet with name=Ada".')
  if (tools.length > 0)
    works.push(`Tools I can call when you name them, with key=value arguments: ${shorten(tools.join(', '), 300)}.`)
  return works
}
