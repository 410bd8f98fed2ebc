/** Reports: Markdown and a chart of numbers, by mail. */
export { type ComposedReport, composeReport, type Measure } from './compose_report.ts'
export { checkRecipients, mailReport } from './mail_report.ts'
