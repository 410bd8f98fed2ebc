/** What is not to be remembered, because everything that is remembered is shown to models later. */
const SECRETS = [
  /\bsk-[\w-]{16,}/,
  /\bgh[a-z]_\w{20,}/,
  /\bxox[a-z]-[\w-]{10,}/,
  /\bAKIA[0-9A-Z]{16}\b/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*/,
  /\b(?:pass(?:word|phrase|code)|pin(?: code)?|secret|api[ _-]?key|access[ _-]?token)\b\s*(?:is|was|:|=)\s*\S/i,
]

/** Whether a text holds a password, a key or a token, as far as its form tells. */
export const isSecret = (text: string): boolean => SECRETS.some((pattern) => pattern.test(text))
