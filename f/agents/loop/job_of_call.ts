import type { Target } from '../closure/index.ts'
import { IDEMPOTENCY_KEY } from '../tools/parameters.ts'
import type { RunIdentity } from './begun.ts'
import { withoutReferences } from './references.ts'

/** A tool call as far as its job needs it. */
export interface CallToMake {
  id: string
  target: Target
  /** As the model, or the person that was asked, left them. */
  arguments: Record<string, unknown>
  /** What a member is given when the model says nothing else: the input of the run. */
  input: unknown
  run: RunIdentity
}

/** The job of a tool call. */
export interface CallJob {
  kind: 'script' | 'flow'
  path: string
  args: Record<string, unknown>
}

/**
 * The job that makes a call. Every job gets the id of the call as `idempotency_key`: a script that has such a parameter
 * can see that it was begun before; one that has none never learns of it, as Windmill drops arguments that a script does
 * not name. A flow reads it as `flow_input.idempotency_key`, an MCP server in `_meta`.
 */
export function jobOfCall({ id, target, arguments: args, input, run }: CallToMake): CallJob {
  const { kind, path } = target.runnable
  switch (target.kind) {
    case 'runnable':
      return { kind, path, args: { ...args, [IDEMPOTENCY_KEY]: id } }
    case 'mcp':
      return { kind, path, args: { resource: target.resource, tool: target.tool, args, [IDEMPOTENCY_KEY]: id } }
    case 'agent':
      return {
        kind,
        path,
        args: {
          run_id: id,
          parent_run_id: run.run_id,
          agent: target.agent,
          input: args.task ?? input,
        },
      }
    case 'member_flow':
      return { kind, path, args: { [target.input]: args.task ?? input, [IDEMPOTENCY_KEY]: id } }
    case 'builtin':
      return { kind, path, args: builtinArgs(target.name, id, args, run) }
  }
}

function builtinArgs(
  name: string,
  id: string,
  { arguments: first, ...args }: Record<string, unknown>,
  { run_id, user_id, session_id }: RunIdentity,
): Record<string, unknown> {
  if (name === 'remember' || name === 'forget') return { ...args, run_id, [IDEMPOTENCY_KEY]: id }
  if (name === 'get_job_result' || name === 'search_workspace') return args
  // `arguments` can be no parameter of a module's function, so the scripts call it args.
  return { ...args, args: first ?? null, run: withoutReferences({ run_id, user_id, session_id }), call: id }
}
