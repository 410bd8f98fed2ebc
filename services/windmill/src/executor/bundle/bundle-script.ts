import { type BuildFailure, type BuildResult, build, type Message } from 'esbuild'
import { executionError } from '../job-error.ts'
import type { MadeBundle } from './bundle-store.ts'
import { type BundleJob, ENTRY, scriptPlugin } from './script-plugin.ts'

type Format = 'cjs' | 'esm'
type Built = BuildResult<{ write: false }>

/**
 * Makes one file of a script and all that it imports: CommonJS, which Bun loads without waiting and can compile to
 * bytecode, or an ES module where the code needs one. The imported scripts are then in the job. Throws an execution
 * error that names the lines that are wrong.
 */
export async function bundleScript(job: BundleJob): Promise<Omit<MadeBundle, 'imported'>> {
  const plain = await buildUntilSettled(job, 'cjs')
  const isModule = plain.messages.some(needsModule)
  const { result, messages } = isModule ? await buildUntilSettled(job, 'esm') : plain
  if (!result) throw executionError(messages.map(describe).join('\n'))
  const text = (end: string) => result.outputFiles.find(({ path }) => path.endsWith(end))!.text
  const code = text('.js')
  const usesStreams = /\bstd(?:out|err)\b/.test(code)
  return { code, map: text('.map'), isModule, usesStreams, isPartial: job.rooted.size > 0 }
}

/** What CommonJS cannot say: `await` at the top level, and `import.meta`. */
const needsModule = ({ id, text }: Message) => id === 'empty-import-meta' || text.startsWith('Top-level await')

/** A package that turns out to need its own folder is left out of the bundle, and the rest is bundled again. */
async function buildUntilSettled(job: BundleJob, format: Format): Promise<{ result?: Built; messages: Message[] }> {
  for (;;) {
    const before = job.rooted.size
    const result = await buildOnce(job, format).catch((failure: BuildFailure) => failure)
    if (job.rooted.size > before) continue
    if (result instanceof Error) return { messages: result.errors }
    return { result, messages: result.warnings }
  }
}

const buildOnce = (job: BundleJob, format: Format): Promise<Built> =>
  build({
    entryPoints: [ENTRY],
    outfile: '/bundle.js',
    plugins: [scriptPlugin(job)],
    bundle: true,
    write: false,
    format,
    platform: 'node',
    target: 'esnext',
    conditions: ['bun'],
    mainFields: ['module', 'main'],
    sourcemap: 'external',
    sourcesContent: false,
    charset: 'utf8',
    logLevel: 'silent',
    tsconfigRaw: '{}',
  })

function describe({ text, location, detail }: Message): string {
  if (detail instanceof Error && detail.name === 'WindmillError') return detail.message
  const file = location?.file.replace(/^script:(?:script:)?/, '')
  return location ? `${text} (${file}.ts:${location.line}:${location.column + 1})` : text
}
