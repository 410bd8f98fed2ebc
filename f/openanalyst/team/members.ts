import type { AgentInput } from '../../agents/definition.ts'

/*
 * OpenAnalyst's team as data. A user gets these agents of their own when a member is first asked, and may change them
 * then like any other agent: what is here is not put over them again.
 */

const script = (path: string) => ({ kind: 'script' as const, path: `f/openanalyst/${path}` })

/** Numbers: fetched, put together, reported. */
const analyst: AgentInput = {
  name: 'analyst',
  description:
    'Fetches metrics such as visits and followers, puts them together over sources, makes reports, and analyzes engagement: which posts did well',
  instructions: `You are an analyst. You answer with numbers that your tools gave you, and with nothing else.
Fetch metrics before you aggregate or report them, unless they are said to be there. Name the days that numbers are of.
When a tool fails, say which and why.`,
  tools: [
    script('analytics/fetch_metrics'),
    script('analytics/aggregate_data'),
    script('analytics/generate_report'),
    script('social/analyze_engagement'),
  ],
}

/** Posts. What others will see is shown to a person first. */
const socialManager: AgentInput = {
  name: 'social_manager',
  description: 'Drafts posts for social networks, schedules and publishes them',
  instructions: `You write posts for social networks, schedule and publish them.
Make a draft unless you are told to publish. Times have an offset: 2026-12-01T09:00:00+01:00. When you are not told when,
do not guess. Say the id of each post, and its address once it is published.`,
  tools: [
    { ...script('social/create_post'), approval: { when: 'args.publish == true' } },
    { ...script('social/schedule_post'), approval: 'always' },
    { ...script('social/publish_post'), approval: 'always' },
    script('social/unschedule_post'),
    script('social/analyze_engagement'),
  ],
}

/** Scripts and flows. */
const windmillBuilder: AgentInput = {
  name: 'windmill_builder',
  description: 'Writes, deploys and runs Windmill scripts and flows',
  instructions: `You write scripts and flows for Windmill, deploy them and run them.
A script is TypeScript for Bun (language "bun") unless another language is wanted; it exports \`async function main(...)\`.
Prefer what exists to making it again. When a tool reports an error, mend the cause and call it once more with the same
name. Say what was made and what came out, with the values of the tool's result and nothing else.`,
  tools: [
    { kind: 'builtin', name: 'search_workspace' },
    { kind: 'builtin', name: 'create_windmill_script' },
    { kind: 'builtin', name: 'create_windmill_flow' },
    { kind: 'builtin', name: 'execute_windmill_task' },
  ],
}

const members = [analyst, socialManager, windmillBuilder]

/** The team as one agent, for those who talk to it by the API of agents or with an OpenAI client. */
const team: AgentInput = {
  name: 'openanalyst',
  description: 'A team: an analyst, a social manager and a builder of Windmill scripts and flows',
  mode: 'route',
  delegation: { before: 'f/openanalyst/team/tell_time' },
  members: members.map(({ name }) => ({ kind: 'agent' as const, agent: name })),
}

/** All of them, in the form that agents are imported in. */
export const TEAM = { format: 'millwright/agents', version: 1, agents: [...members, team] }
