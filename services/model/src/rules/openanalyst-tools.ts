import type { Turn } from '../turn.ts'

/** The router's tool that hands work to a member of its team. */
export const MEMBER_TOOL = 'ask_member'

/** The tools of OpenAnalyst's analyst and social manager, which have rules of their own. */
export const TEAM_TOOLS = [
  'fetch_metrics',
  'aggregate_data',
  'generate_report',
  'analyze_engagement',
  'create_post',
  'schedule_post',
  'publish_post',
  'unschedule_post',
] as const

export type TeamTool = (typeof TEAM_TOOLS)[number]

/** Whether the turn offers all of them. */
export const offersAll = ({ tools }: Turn, ...names: TeamTool[]): boolean =>
  names.every((name) => tools.some((tool) => tool.name === name))

/** Whether the user says by its name which tool is meant: then its arguments stand beside it. */
export const namesATool = (task: string): boolean => TEAM_TOOLS.some((name) => task.includes(name))
