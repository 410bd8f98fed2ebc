/*
 * PostgreSQL keeps no text with a NUL in it, and no JSON with half of a character: an emoji that was cut in the middle, or
 * what a model or a tool made up. A statement that holds one fails, and with it a run that may be hours long.
 */

const NUL = /\0/g
/** With the flag `u`, a half that has no other one. */
const HALF = /\p{Surrogate}/gu
/** What JSON.stringify makes of these, after an even number of backslashes. */
const ESCAPED_NUL = /(?<!\\)((?:\\\\)*)\\u0000/g
const ESCAPED_HALF = /(?<!\\)((?:\\\\)*)\\ud[89a-f][0-9a-f]{2}/g
/** Whether it is worth a closer look. */
const SUSPECT = /\\u(?:0000|d[89a-f])/i

/** A value of a statement as PostgreSQL can keep it: NULs left out, halves of characters replaced by U+FFFD. */
export function storable(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value)
  if (typeof value !== 'object' || value === null) return value
  const json = JSON.stringify(value)
  return SUSPECT.test(json) ? JSON.parse(storableJson(json)) : value
}

/** A text, which may be JSON: that is written anew when escapes in it may stand for what cannot be kept. */
function storableText(text: string): string {
  const whole = text.replace(NUL, '').replace(HALF, '\ufffd')
  if (!SUSPECT.test(whole)) return whole
  try {
    return storableJson(JSON.stringify(JSON.parse(whole)))
  } catch {
    return whole
  }
}

const storableJson = (json: string) => json.replace(ESCAPED_NUL, '$1').replace(ESCAPED_HALF, '$1\\ufffd')
