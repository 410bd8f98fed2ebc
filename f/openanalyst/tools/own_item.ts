import { ownSpace } from '../../lib/windmill/index.ts'

/** Where something that this job makes is put. */
export const ownPath = (name: string): string => `${ownSpace()}/${name}`

const LONGEST_SUMMARY = 100

/** The line that Windmill lists an item with: the first sentence of its description. */
export function summaryOf(description: string): string {
  const sentence = description.split(/(?<=[.!?])\s|\n/)[0]!.replace(/\.$/, '')
  return sentence.length > LONGEST_SUMMARY ? `${sentence.slice(0, LONGEST_SUMMARY - 1)}…` : sentence
}
