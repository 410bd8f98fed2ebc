import { newQuickJSWASMModule } from 'quickjs-emscripten'
import { ExpressionError } from './errors.ts'
import { accessProperty } from './property-access.ts'
import { toProgram } from './rewrite.ts'
import { runInSandbox } from './sandbox.ts'
import type { Evaluate } from './scope.ts'

export interface EvaluatorLimits {
  /** Milliseconds that one expression may take. */
  timeMs?: number
  /** Bytes that one expression may hold. */
  memoryBytes?: number
}

export interface Evaluator {
  evaluate: Evaluate
  /** No evaluation after this. */
  dispose(): void
}

/**
 * Makes the evaluator of flow expressions: QuickJS, which Windmill uses too, compiled to WebAssembly. Each evaluation
 * has a sandbox of its own, with nothing of the host in it. It is synchronous: while one runs, the process waits.
 * @param limits Windmill's own when absent: 20 s and 128 MB.
 */
export async function createEvaluator(limits: EvaluatorLimits = {}): Promise<Evaluator> {
  const { timeMs = 20_000, memoryBytes = 128 * 1024 * 1024 } = limits
  const quickjs = await newQuickJSWASMModule()
  let disposed = false
  return {
    evaluate(expr, scope) {
      if (disposed) throw new ExpressionError('The evaluator was closed')
      const trimmed = expr.trim()
      const found = accessProperty(trimmed, scope)
      if (found) return found.value
      return runInSandbox(quickjs, { expr: trimmed, program: toProgram(trimmed), scope, timeMs, memoryBytes })
    },
    dispose() {
      disposed = true
    },
  }
}
