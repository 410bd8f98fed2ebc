import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { checkSignature, type SignatureConfig } from '../../../../services/windmill/src/trigger/signature.ts'

const KEY = 'secret'
const BODY = '{"event":"push"}'
const NOW = Date.parse('2026-11-21T08:00:00Z')
const T = String(NOW / 1000)
const hex = (text: string) => createHmac('sha256', KEY).update(text).digest('hex')

type Provider = SignatureConfig['signature_provider']

/** The headers with which each service signs BODY at a time, in seconds (for Twitch, as it writes it). */
const SIGNED: Record<Exclude<Provider, 'Custom'>, (time: string) => Record<string, string>> = {
  Github: () => ({ 'X-Hub-Signature-256': `sha256=${hex(BODY)}` }),
  Slack: (time) => ({ 'X-Slack-Signature': `v0=${hex(`v0:${time}:${BODY}`)}`, 'X-Slack-Request-Timestamp': time }),
  Stripe: (time) => ({ 'Stripe-Signature': `t=${time},v1=${hex(`${time}.${BODY}`)},v0=old` }),
  TikTok: (time) => ({ 'TikTok-Signature': `t=${time},s=${hex(`${time}.${BODY}`)}` }),
  Twitch: (time) => {
    const sentAt = new Date(Number(time) * 1000).toISOString()
    return {
      'Twitch-Eventsub-Message-Id': 'id',
      'Twitch-Eventsub-Message-Timestamp': sentAt,
      'Twitch-Eventsub-Message-Signature': `sha256=${hex(`id${sentAt}${BODY}`)}`,
    }
  },
  Zoom: (time) => ({ 'x-zm-signature': `v0=${hex(`v0:${time}:${BODY}`)}`, 'x-zm-request-timestamp': time }),
}
const PROVIDERS = Object.keys(SIGNED) as (keyof typeof SIGNED)[]

async function check(
  signature_provider: Provider,
  headers: Record<string, string>,
  { body = BODY, config = {} }: { body?: string; config?: Partial<SignatureConfig> } = {},
) {
  const answer = checkSignature({ signature_provider, secret_key: KEY, ...config }, new Headers(headers), body, NOW)
  return answer && { status: answer.status, text: await answer.text() }
}

describe.each(PROVIDERS)('a request signed by %s', (provider) => {
  test('comes in', async () => {
    expect(await check(provider, SIGNED[provider](T))).toBeUndefined()
  })

  test('with another body is refused', async () => {
    expect(await check(provider, SIGNED[provider](T), { body: `${BODY} ` })).toEqual({
      status: 401,
      text: '{"error":"signature invalid"}',
    })
  })

  test('without its headers is refused', async () => {
    expect(await check(provider, {})).toMatchObject({ status: 400, text: expect.stringContaining('missing header') })
  })
})

test.each(PROVIDERS.filter((provider) => provider !== 'Github'))(
  'a request of %s is good for five minutes',
  async (provider) => {
    const at = (seconds: number) => check(provider, SIGNED[provider](String(Number(T) + seconds)))
    expect(await at(-299)).toBeUndefined()
    expect(await at(-301)).toEqual({ status: 400, text: '{"error":"signature timestamp too old"}' })
    expect(await at(301)).toEqual({ status: 400, text: '{"error":"signature timestamp too far in future"}' })
  },
)

test('a signature of one’s own making is checked as it is described', async () => {
  const given = createHmac('sha512', KEY).update(BODY).digest('base64url')
  const padded = given + '='.repeat((4 - (given.length % 4)) % 4)
  const config = {
    authentication_config: {
      algorithm: 'sha512' as const,
      encoding: 'base64uri' as const,
      signature_header_name: 'X-Mine',
      signature_prefix: 'mine:',
    },
  }
  expect(await check('Custom', { 'x-mine': `mine:${padded}` }, { config })).toBeUndefined()
  expect(await check('Custom', { 'x-mine': padded }, { config })).toMatchObject({ status: 401 })
  expect(await check('Custom', { 'x-mine': padded })).toMatchObject({ status: 400 })
})

test('Twitch hears its challenge when it tries an address out, once its signature is right', async () => {
  const body = '{"challenge":"abc","subscription":{}}'
  const sentAt = new Date(NOW).toISOString()
  const headers = {
    'Twitch-Eventsub-Message-Id': 'id',
    'Twitch-Eventsub-Message-Timestamp': sentAt,
    'Twitch-Eventsub-Message-Type': 'webhook_callback_verification',
    'Twitch-Eventsub-Message-Signature': `sha256=${hex(`id${sentAt}${body}`)}`,
  }
  expect(await check('Twitch', headers, { body })).toEqual({ status: 200, text: 'abc' })
  const forged = { ...headers, 'Twitch-Eventsub-Message-Signature': 'sha256=00' }
  expect(await check('Twitch', forged, { body })).toMatchObject({ status: 401 })
})

test('Zoom hears its token, encrypted, when it tries an address out', async () => {
  const body = JSON.stringify({ event: 'endpoint.url_validation', event_ts: 1, payload: { plainToken: 'abc' } })
  const answer = await check('Zoom', {}, { body })
  expect(answer).toEqual({ status: 200, text: JSON.stringify({ plainToken: 'abc', encryptedToken: hex('abc') }) })
})
