/** What must not pass: of inputs, answers and tool calls. */
export { type Checked, checkValue, type Finding, type Judge, type Verdict } from './check_value.ts'
export { judgeRequest, readVerdict } from './judge_prompt.ts'
