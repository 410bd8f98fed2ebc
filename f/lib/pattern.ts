/** Whether a text is a regular expression with these flags. */
export function isPattern(text: string, flags = ''): boolean {
  try {
    return Boolean(new RegExp(text, flags))
  } catch {
    return false
  }
}
