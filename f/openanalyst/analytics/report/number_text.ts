/** A number for people: `1,234.5`, with at most two decimals. */
export const numberText = (value: number): string =>
  (Math.abs(value) < 0.005 ? 0 : value).toLocaleString('en-US', { maximumFractionDigits: 2 })

/** A change for people: `+5 %`, `−2.5 %`, or a dash when there is nothing to compare with. */
export function growthText(growth: number | null): string {
  if (growth === null) return '–'
  const percent = Math.round(growth * 1000) / 10
  const sign = percent > 0 ? '+' : percent < 0 ? '−' : '±'
  return `${sign}${numberText(Math.abs(percent))} %`
}
