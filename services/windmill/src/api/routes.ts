import type { Routes } from './context.ts'
import { conversationRoutes } from './conversations/index.ts'
import { flowRoutes } from './flows/index.ts'
import { jobMetricsRoutes, jobsRoutes, openJobsRoutes } from './jobs/index.ts'
import { scriptRoutes } from './scripts/index.ts'

const IN_WORKSPACE = '/api/w/:workspace'

/** Every group of routes and where it is mounted: the table of contents of the API. */
export const ROUTES: [prefix: string, routes: Routes][] = [
  [`${IN_WORKSPACE}/jobs`, jobsRoutes],
  [`${IN_WORKSPACE}/jobs_u`, openJobsRoutes],
  [`${IN_WORKSPACE}/job_metrics`, jobMetricsRoutes],
  [`${IN_WORKSPACE}/flow_conversations`, conversationRoutes],
  [`${IN_WORKSPACE}/scripts`, scriptRoutes],
  [`${IN_WORKSPACE}/flows`, flowRoutes],
]
