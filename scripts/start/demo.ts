import { attemptTarget, callTarget, type Target } from '../deploy/index.ts'
import { setResource } from './configure.ts'

/** A stand-in of a social network that runs beside the rest, with numbers of two weeks. */
export interface Demo {
  /** The resource that it serves. */
  api: string
  /** Ends it, and takes its resource back. */
  stop(): Promise<void>
}

/** Where the team looks for a social network unless told otherwise. */
const API = 'f/openanalyst/social_api'
/** Where the stand-in goes when somebody has set up one there. */
const OTHER_API = 'f/openanalyst/demo_social_api'
/** By this the stand-in's resource is known. */
const ABOUT = 'The stand-in of `npm start`.'
const DAY_MS = 86_400_000

/**
 * Tasks that show the team at work, in words that the offline model takes too. What is published asks a person first, so
 * nothing is where nobody can answer.
 */
export const tourOf = (api: string, hasPerson: boolean): string[] => {
  const of = api === API ? '' : ` with ${api}`
  return [
    `Draft a post that says "Made in Millwright."${of}`,
    ...(hasPerson ? [`Publish the post "Hello from Millwright"${of}`, `Analyze engagement of my posts${of}`] : []),
    `Make a report of last week${of}`,
  ]
}

/**
 * Starts the stand-in, which is that of the tests, for a workspace
 * that the repository is deployed to. Throws DeployError.
 */
export async function startDemo(target: Target): Promise<Demo> {
  const { startSocialApi } = await import('../../tests/helpers/social-api.ts')
  const social = await startSocialApi({ metrics: numbersUpTo(Date.now()) })
  const api = (await isTaken(target, API)) ? OTHER_API : API
  await setResource(target, api, 'social_api', social.resource, ABOUT)
  return {
    api,
    async stop() {
      await social.stop()
      await forgetDemo(target)
    },
  }
}

/** Takes back what a stand-in has left that is not there any more. */
export async function forgetDemo(target: Target): Promise<void> {
  for (const path of [API, OTHER_API]) {
    const { status, text } = await attemptTarget(target, 'GET', `/resources/get/${path}`)
    if (status === 200 && JSON.parse(text).description === ABOUT)
      await callTarget(target, 'DELETE', `/resources/delete/${path}`)
  }
}

async function isTaken(target: Target, path: string): Promise<boolean> {
  const { status, text } = await attemptTarget(target, 'GET', `/resources/get/${path}`)
  return status === 200 && JSON.parse(text).description !== ABOUT
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
