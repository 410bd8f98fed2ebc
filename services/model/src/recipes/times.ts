import type { Recipe } from './recipe.ts'

/** The date and the time. */
export const times: Recipe[] = [
  {
    example: 'Create a script that returns the current time',
    vocabulary: 'current time date datetime timestamp now today todays clock iso utc get day s moment',
    asks: /\b(?:current|now|present|today'?s?|what)\b.*\b(?:time|date|datetime|timestamp)\b|\btoday'?s? date\b|\b(?:time|date) (?:now|today)\b|\btimestamps?\b/i,
    write(task) {
      const onlyDate = /\bdate\b/i.test(task) && !/\btime\b/i.test(task)
      const script = { parameter: null, takes: 'nothing' as const, gives: 'text' as const }
      if (onlyDate)
        return {
          ...script,
          name: 'current_date',
          description: "Today's date in UTC, as YYYY-MM-DD.",
          code: 'export async function main() {\n  return new Date().toISOString().slice(0, 10)\n}\n',
        }
      return {
        ...script,
        name: 'current_time',
        description: 'The current time in UTC, in ISO 8601.',
        code: 'export async function main() {\n  return new Date().toISOString()\n}\n',
      }
    },
  },
]
