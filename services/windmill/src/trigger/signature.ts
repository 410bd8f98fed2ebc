import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { type Claim, PROVIDERS, type Signed } from './signature-providers.ts'

/** A resource of the type `signature_auth`: whose signatures a route takes, and the key they are made with. */
export const signatureSchema = z.object({
  signature_provider: z.enum(['Github', 'Slack', 'Stripe', 'TikTok', 'Twitch', 'Zoom', 'Custom']),
  secret_key: z.string().min(1),
  authentication_config: z
    .object({
      algorithm: z.enum(['sha1', 'sha256', 'sha512']),
      encoding: z.enum(['base64', 'base64uri', 'hex']),
      signature_header_name: z.string().min(1),
      signature_prefix: z.string().nullish(),
    })
    .nullish(),
})

export type SignatureConfig = z.infer<typeof signatureSchema>

/** How far a request's own time may lie from the server's, in milliseconds. */
const WINDOW_MS = 5 * 60 * 1000

/**
 * Checks the signature of a request over its text. Undefined when it is right; else the answer: 401 for a wrong
 * signature, 400 for what is missing or out of time, each as `{"error": …}`, or what a provider that tries out the
 * address wants to hear.
 */
export function checkSignature(
  config: SignatureConfig,
  headers: Headers,
  body: string | undefined,
  now: number,
): Response | undefined {
  if (body === undefined) return refusal(400, 'payload invalid')
  const provider = config.signature_provider === 'Custom' ? undefined : PROVIDERS[config.signature_provider]
  const sign = (text: string) => encoded({ algorithm: 'sha256', encoding: 'hex' }, config.secret_key, text)
  const challenge = provider?.challengeBeforeCheck?.(body, sign)
  if (challenge) return challenge

  const claim: Claim = provider ? provider.claim(headers, body) : customClaim(config, headers, body)
  if ('error' in claim) return refusal(claim.status ?? 400, claim.error)
  const late = claim.sentAt === undefined ? undefined : outOfTime(claim.sentAt, now)
  if (late) return refusal(400, late)
  if (!isRight(claim, config.secret_key)) return refusal(401, 'signature invalid')
  return provider?.challengeAfterCheck?.(headers, body)
}

function customClaim({ authentication_config: custom }: SignatureConfig, headers: Headers, body: string): Claim {
  if (!custom) return { error: 'invalid custom config' }
  const { signature_header_name, signature_prefix, algorithm, encoding } = custom
  const given = headers.get(signature_header_name)
  if (given === null) return { error: `missing header ${signature_header_name}` }
  return { given, text: body, prefix: signature_prefix ?? '', algorithm, encoding }
}

function outOfTime(sentAt: number, now: number): string | undefined {
  if (Number.isNaN(sentAt)) return 'failed to parse timestamp'
  if (sentAt < now - WINDOW_MS) return 'signature timestamp too old'
  return sentAt > now + WINDOW_MS ? 'signature timestamp too far in future' : undefined
}

function isRight(claim: Signed, key: string): boolean {
  const wanted = Buffer.from(claim.prefix + encoded(claim, key, claim.text))
  const given = Buffer.from(claim.given)
  return wanted.length === given.length && timingSafeEqual(wanted, given)
}

function encoded({ algorithm, encoding }: Pick<Signed, 'algorithm' | 'encoding'>, key: string, text: string): string {
  const digest = createHmac(algorithm, key).update(text).digest()
  if (encoding === 'hex') return digest.toString('hex')
  const base64 = digest.toString('base64')
  return encoding === 'base64' ? base64 : base64.replaceAll('+', '-').replaceAll('/', '_')
}

const refusal = (status: number, error: string) => Response.json({ error }, { status })
