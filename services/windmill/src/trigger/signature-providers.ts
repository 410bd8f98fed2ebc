/** What a request claims to have been signed with. */
export interface Signed {
  /** The signature that came along. */
  given: string
  /** What it is to be a signature of. */
  text: string
  prefix: string
  algorithm: 'sha1' | 'sha256' | 'sha512'
  encoding: 'hex' | 'base64' | 'base64uri'
  /** When it was sent by its own account, in milliseconds; NaN when that cannot be read. */
  sentAt?: number
}

export type Claim = Signed | { error: string; status?: number }

/** How a service signs what it sends. */
interface Provider {
  claim(headers: Headers, body: string): Claim
  /** What it wants to hear when it tries an address out, before or after its signature has been checked. */
  challengeBeforeCheck?(body: string, sign: (text: string) => string): Response | undefined
  challengeAfterCheck?(headers: Headers, body: string): Response | undefined
}

const HEX = { algorithm: 'sha256', encoding: 'hex' } as const
const seconds = (text: string) => (/^\d+$/.test(text) ? Number(text) * 1000 : Number.NaN)

/** Reads the headers that a claim is made of; one that is missing makes it none. */
function withHeaders(headers: Headers, names: string[], claim: (...values: string[]) => Claim): Claim {
  const missing = names.find((name) => headers.get(name) === null)
  return missing ? { error: `missing header ${missing}` } : claim(...names.map((name) => headers.get(name)!))
}

/** A header of the form `t=1700000000,v1=abc`, with the signature under `key`. */
function stamped(headers: Headers, name: string, key: string, body: string): Claim {
  return withHeaders(headers, [name], (header) => {
    const parts = new Map(header.split(',').map((part) => part.trim().split('=', 2) as [string, string | undefined]))
    const time = parts.get('t')
    const given = parts.get(key)
    if (!time) return { error: 'failed to parse timestamp' }
    if (!given) return { error: 'signature invalid', status: 401 }
    return { given, text: `${time}.${body}`, prefix: '', sentAt: seconds(time), ...HEX }
  })
}

/** `v0=` and a signature of `v0:TIME:BODY`. */
const versioned = (headers: Headers, signature: string, timestamp: string, body: string): Claim =>
  withHeaders(headers, [signature, timestamp], (given, time) => ({
    given: given!,
    text: `v0:${time}:${body}`,
    prefix: 'v0=',
    sentAt: seconds(time!),
    ...HEX,
  }))

/** The services that Windmill knows, as their own documentation describes their signatures. */
export const PROVIDERS = {
  Github: {
    claim: (headers, body) =>
      withHeaders(headers, ['X-Hub-Signature-256'], (given) => ({
        given: given!,
        text: body,
        prefix: 'sha256=',
        ...HEX,
      })),
  },
  Slack: { claim: (headers, body) => versioned(headers, 'X-Slack-Signature', 'X-Slack-Request-Timestamp', body) },
  Stripe: { claim: (headers, body) => stamped(headers, 'Stripe-Signature', 'v1', body) },
  TikTok: { claim: (headers, body) => stamped(headers, 'TikTok-Signature', 's', body) },
  Twitch: {
    claim: (headers, body) => {
      const named = (name: string) => `Twitch-Eventsub-Message-${name}`
      return withHeaders(headers, [named('Signature'), named('Id'), named('Timestamp')], (given, id, time) => ({
        given: given!,
        text: `${id}${time}${body}`,
        prefix: 'sha256=',
        sentAt: Date.parse(time!),
        ...HEX,
      }))
    },
    challengeAfterCheck: (headers, body) => {
      if (headers.get('Twitch-Eventsub-Message-Type') !== 'webhook_callback_verification') return undefined
      const challenge = fieldOf(body, 'challenge')
      if (typeof challenge === 'string') return new Response(challenge, { headers: { 'content-type': 'text/plain' } })
      return Response.json({ error: 'invalid challenge response: Twitch' }, { status: 400 })
    },
  },
  Zoom: {
    claim: (headers, body) => versioned(headers, 'x-zm-signature', 'x-zm-request-timestamp', body),
    challengeBeforeCheck: (body, sign) => {
      if (fieldOf(body, 'event') !== 'endpoint.url_validation') return undefined
      const plainToken = (fieldOf(body, 'payload') as { plainToken?: unknown } | null)?.plainToken
      if (typeof plainToken !== 'string') return undefined
      return Response.json({ plainToken, encryptedToken: sign(plainToken) })
    },
  },
} satisfies Record<string, Provider> as Record<'Github' | 'Slack' | 'Stripe' | 'TikTok' | 'Twitch' | 'Zoom', Provider>

function fieldOf(body: string, name: string): unknown {
  try {
    return (JSON.parse(body) as Record<string, unknown> | null)?.[name]
  } catch {
    return undefined
  }
}
