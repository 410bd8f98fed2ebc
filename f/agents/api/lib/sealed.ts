const CIPHER = 'AES-GCM'
const IV_BYTES = 12

/*
 * With the Web's cryptography, because loading `node:crypto` would cost each request 5 ms.
 */

/**
 * `value` as a text that only who has the secret can read or make: AES-256-GCM under a key derived of it. Sealed with the
 * job's own token, it goes from a preprocessor to its `main` through the job's arguments, which others may read.
 */
export async function seal(value: object, secret: string): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES))
  const text = new TextEncoder().encode(JSON.stringify(value))
  const sealed = await crypto.subtle.encrypt({ name: CIPHER, iv }, await keyOf(secret), text)
  return Buffer.concat([iv, new Uint8Array(sealed)]).toString('base64url')
}

/** What was sealed with this secret; undefined when it was not, or was changed. */
export async function unseal(text: string, secret: string): Promise<unknown> {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64url'))
  const iv = bytes.subarray(0, IV_BYTES)
  try {
    const opened = await crypto.subtle.decrypt({ name: CIPHER, iv }, await keyOf(secret), bytes.subarray(IV_BYTES))
    return JSON.parse(new TextDecoder().decode(opened))
  } catch {
    return undefined
  }
}

async function keyOf(secret: string): Promise<CryptoKey> {
  const bits = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`millwright sealed ${secret}`))
  return await crypto.subtle.importKey('raw', bits, CIPHER, false, ['encrypt', 'decrypt'])
}
