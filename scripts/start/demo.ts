import { callTarget, type Target } from '../deploy/index.ts'
import { setResource } from './configure.ts'

/** What `npm start -- --demo` runs beside the rest: a stand-in of a social network, with numbers of two weeks. */
export interface Demo {
  /** Publishes a post and makes a daily report, and prints what came of them. Throws DeployError. */
  show(print: (line: string) => void): Promise<void>
  stop(): Promise<void>
}

/** The stand-in's own, so that a social API that somebody has set up is left alone. */
const API = 'f/openanalyst/demo_social_api'
const DAY_MS = 86_400_000

/** Starts the demo for a workspace that the repository is deployed to. The stand-in is that of the tests. */
export async function startDemo(target: Target): Promise<Demo> {
  const { startSocialApi } = await import('../../tests/helpers/social-api.ts')
  const social = await startSocialApi({ metrics: numbersUpTo(Date.now()) })
  await setResource(target, API, 'social_api', social.resource, 'The stand-in of `npm start -- --demo`.')
  return {
    async show(print) {
      print(`\nDemo      a stand-in of a social network serves ${API}`)
      const post = await run(target, 'p/f/openanalyst/social/create_post', {
        ...{ text: 'Made in Millwright.', api: API, publish: true },
      })
      print(`Post      ${post.status}${post.url ? ` at ${post.url}` : ''}`)
      const report = await run(target, 'f/f/openanalyst/daily_report', { sources: [API] })
      print(`Report    ${report.title}\n\n${indent(String(report.markdown))}`)
    },
    stop: () => social.stop(),
  }
}

/** Runs something and answers its result. */
async function run(target: Target, path: string, args: object): Promise<Record<string, unknown>> {
  return JSON.parse(await callTarget(target, 'POST', `/jobs/run_wait_result/${path}`, args))
}

/** Followers and visits of the last two weeks, the same for the same day. */
function numbersUpTo(now: number): { metric: string; at: string; value: number }[] {
  const noon = Math.floor(now / DAY_MS) * DAY_MS + DAY_MS / 2
  return Array.from({ length: 14 }, (_, daysAgo) => noon - daysAgo * DAY_MS).flatMap((time) => {
    const day = Math.floor(time / DAY_MS)
    const at = new Date(time).toISOString()
    return [
      { metric: 'followers', at, value: 1200 + (day % 1000) * 3 },
      { metric: 'visits', at, value: 80 + ((day * 37) % 60) },
    ]
  })
}

const indent = (text: string) => text.trimEnd().replace(/^(?=.)/gm, '  ')
