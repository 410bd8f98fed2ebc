import type { Turn } from '../turn.ts'

/** The tools of a router in Windmill, which have rules of their own. */
export const WINDMILL_TOOLS = {
  script: 'create_windmill_script',
  flow: 'create_windmill_flow',
  run: 'execute_windmill_task',
} as const

/** Whether the turn offers this one of them. */
export function offers(turn: Turn, tool: keyof typeof WINDMILL_TOOLS): boolean {
  return turn.tools.some(({ name }) => name === WINDMILL_TOOLS[tool])
}

/** Whether a tool is one of them. */
export function isWindmillTool(name: string): boolean {
  return Object.values<string>(WINDMILL_TOOLS).includes(name)
}

/** Words that ask for something to be made. */
export const MAKING =
  /\b(?:create|write|make|build|generate|add|need|want|give me|develop|implement|code|deploy|set up)\b/i

/** A language other than TypeScript that a task wants its code in. */
export function otherLanguage(task: string): string | undefined {
  return /\b(?:in|using|with|a)\s+(python\d?|golang|go|bash|shell|sql|postgresql|rust|php|java|c#|csharp|ruby|powershell|deno)\b/i.exec(
    task,
  )?.[1]
}
