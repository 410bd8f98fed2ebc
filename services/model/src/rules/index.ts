import type { Rule } from '../rule.ts'
import { afterTools } from './after-tools.ts'
import { callTool } from './call-tool.ts'
import { cannot } from './cannot.ts'
import { createFlow } from './create-flow.ts'
import { createScript } from './create-script.ts'
import { delegate } from './delegate.ts'
import { extractFacts } from './extract-facts.ts'
import { greet } from './greet.ts'
import { recall } from './recall.ts'
import { runScript } from './run-script.ts'
import { summarise } from './summarise.ts'
import { tellMetrics } from './tell-metrics.ts'
import { writePost } from './write-post.ts'

/** All rules, in the order in which they are asked: the first that has an answer gives it. The last always has one. */
export const RULES: readonly Rule[] = [
  writePost,
  tellMetrics,
  afterTools,
  extractFacts,
  summarise,
  runScript,
  createFlow,
  createScript,
  delegate,
  callTool,
  recall,
  greet,
  cannot,
]
