import { quoted } from '../text/values.ts'
import { literal, type Recipe } from './recipe.ts'

function greeter(name: string, whom: string, description: string) {
  return {
    name,
    description,
    code: `export async function main(name = ${literal(whom)}) {
  return \`Hello, \${name}!\`
}
`,
    parameter: 'name',
    takes: 'text' as const,
    gives: 'text' as const,
  }
}

/** Hello world, and greetings for somebody. */
export const greetings: Recipe[] = [
  {
    example: 'Create a simple hello world script',
    vocabulary: 'hello world greeting greet say print text message',
    asks: /\bhello[,\s_-]*world\b/i,
    write: () => greeter('hello_world', 'world', 'Says hello to the world, or to the name it is given.'),
  },
  {
    example: 'Write a script that greets Ada',
    vocabulary: 'greet greeting greeter say hello hi friendly person people someone somebody text message welcome',
    asks: /\b(?:greet(?:s|ing|er)?|welcomes?|says? (?:hello|hi))\b/i,
    write(task) {
      const named = /\b(?:greets?|welcomes?|(?:hello|hi) to|greeting for)\s+(?:the name\s+)?(\p{Lu}[\p{L}-]*)/iu.exec(
        task,
      )?.[1]
      const whom = quoted(task)[0] ?? (named && /^\p{Lu}/u.test(named) ? named : 'world')
      return greeter('greet', whom, 'Greets the person whose name it is given.')
    },
  },
]
