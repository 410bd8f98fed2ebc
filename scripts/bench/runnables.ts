import type { BenchClient } from './client.ts'

const FOLDER = 'f/bench'
export const HELLO = `${FOLDER}/hello`
export const CHAIN = `${FOLDER}/chain`
export const LOOP = `${FOLDER}/loop`

const hello = (id: string, expr: string) => ({
  id,
  value: { type: 'script', path: HELLO, input_transforms: { name: { type: 'javascript', expr } } },
})

const chain = {
  modules: Array.from({ length: 10 }, (_, step) =>
    hello(`s${step}`, step === 0 ? 'flow_input.name' : `results.s${step - 1}`),
  ),
}

const loop = {
  modules: [
    {
      id: 'loop',
      value: {
        type: 'forloopflow',
        iterator: { type: 'javascript', expr: 'Array.from({ length: 50 }, (_, i) => i)' },
        parallel: true,
        parallelism: 10,
        skip_failures: false,
        modules: [hello('greet', 'String(flow_input.iter.value)')],
      },
    },
  ],
}

/** Deploys what is measured: a script that does next to nothing, ten of it in a row, and fifty of it in a parallel loop. */
export async function deployRunnables({ call }: BenchClient): Promise<void> {
  const folders: string[] = JSON.parse(await call('GET', '/folders/listnames'))
  if (!folders.includes('bench')) await call('POST', '/folders/create', { name: 'bench' })
  if ((await call('GET', `/scripts/exists/p/${HELLO}`)) === 'true') return
  const about = { summary: '', description: '', schema: {} }
  const content = 'export function main(name: string) { return `hello ${name}` }'
  await call('POST', '/scripts/create', { path: HELLO, content, language: 'bun', lock: '', ...about })
  await call('POST', '/flows/create', { path: CHAIN, value: chain, ...about })
  await call('POST', '/flows/create', { path: LOOP, value: loop, ...about })
}
