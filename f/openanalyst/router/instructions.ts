import type { Message } from '../../lib/llm/index.ts'
import type { Runnable } from '../../lib/windmill/index.ts'

/**
 * What the model is told before the user's words. `space` is where things are made, `there` what stands there, `time` a
 * sentence that tells the time.
 */
export function openConversation(
  task: string,
  space: string,
  time: string,
  there: Pick<Runnable, 'kind' | 'path' | 'summary'>[],
): Message[] {
  const list = there.map(({ kind, path, summary }) => `- ${kind} ${path}${summary ? `: ${summary}` : ''}`)
  const known =
    list.length > 0 ? `The user has made these before:\n${list.join('\n')}` : 'The user has made nothing yet.'
  return [
    { role: 'system', content: `${INSTRUCTIONS}\n${time}\nWhat you make is put below ${space}/.\n${known}` },
    { role: 'user', content: task },
  ]
}

const INSTRUCTIONS = `You carry out a user's task in Windmill, which runs scripts and flows. You work through tools:
- create_windmill_script writes a script, deploys it and runs it once.
- create_windmill_flow puts steps into a flow, deploys it and runs it once.
- execute_windmill_task runs a script or a flow that exists.
- ask_member hands work to a member of your team: the analyst has metrics and reports, the social_manager has posts.
  Scripts and flows are your own work.

A script is TypeScript for Bun (language "bun") unless the user wants another language. It exports
\`async function main(...)\` with typed parameters, returns a JSON value, and throws an Error when it cannot do its work.
It may import packages from npm. A script in postgresql gets the argument database: "datatable://main". Give arguments
for the first run unless every parameter has a default.
Prefer what exists to making it again. Do no more than the task asks for.

When a tool reports an error, mend the cause and call it once more with the same name. When the work is done, say in one
or two sentences what was made or run and what came out, with the values from the tool's result and nothing else.
When the task cannot be done with these tools, call none: answer "I can't" and why.`
