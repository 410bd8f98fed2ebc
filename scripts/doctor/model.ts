/** Looks at the provider of models that the environment names, and at the models that are wanted of it. */
import { z } from 'zod'
import { chooseProvider, type Provider } from '../../services/model/src/index.ts'
import type { Verdict } from './diagnose.ts'

/** How many numbers the columns of embeddings hold. */
const DIMENSIONS = 1536
const PATIENCE_MS = 15_000

const modelsSchema = z.looseObject({ data: z.array(z.looseObject({ id: z.string() })) })
const embeddingSchema = z.looseObject({ data: z.array(z.looseObject({ embedding: z.array(z.number()) })).min(1) })

/** The names of variables in which each provider's key, or address, stands. */
const VARIABLE = { openai: 'OPENAI_API_KEY', openrouter: 'OPENROUTER_API_KEY', ollama: 'OLLAMA_BASE_URL', offline: '' }

/** Whether the provider that the environment names answers, and takes the key. */
export async function lookAtProvider(env: NodeJS.ProcessEnv): Promise<Verdict> {
  let provider: Provider
  try {
    provider = chooseProvider(env)
  } catch (error) {
    return { state: 'broken', told: (error as Error).message, fix: 'Set it to such an address, or unset it.' }
  }
  if (provider.kind === 'offline') {
    return { state: 'note', told: 'none is set: the offline model of plain rules is used (set OPENAI_API_KEY, …)' }
  }
  const { base_url, kind } = provider
  const answer = await ask(provider, '/models')
  if (answer.error) {
    const fix = kind === 'ollama' ? 'Start it: ollama serve' : 'Check the network, or the address in the environment.'
    return { state: 'broken', told: `${base_url} does not answer (${answer.error})`, fix }
  }
  if (answer.status === 401 || answer.status === 403) {
    return {
      state: 'broken',
      told: `${base_url} does not accept the key`,
      fix: `Set ${VARIABLE[kind]} to a valid key.`,
    }
  }
  if (answer.status >= 400) {
    return {
      state: 'broken',
      told: `${base_url} answers ${answer.status}`,
      fix: 'Check its address and its status page.',
    }
  }
  return { state: 'fine', told: `${kind} at ${base_url}` }
}

/** Whether the provider has the models that are wanted, and its embeddings fit the columns that keep them. */
export async function lookAtModels(env: NodeJS.ProcessEnv): Promise<Verdict> {
  const provider = chooseProvider(env)
  const { kind, models } = provider
  if (kind === 'offline') return { state: 'fine', told: 'offline' }
  const listed = modelsSchema.safeParse((await ask(provider, '/models')).body)
  const ids = listed.success ? listed.data.data.map(({ id }) => id) : []
  const has = (name: string) => ids.some((id) => id === name || id === `${name}:latest`)
  if (!has(models.chat))
    return { state: 'broken', told: `${kind} has no model ${models.chat}`, fix: toGet(provider, 'chat') }
  const body = { model: models.embedding, input: 'x', dimensions: DIMENSIONS }
  const embedded = embeddingSchema.safeParse((await ask(provider, '/embeddings', body)).body)
  if (!embedded.success) {
    return {
      state: 'broken',
      told: `${kind} gives no embeddings with ${models.embedding}`,
      fix: toGet(provider, 'embedding'),
    }
  }
  const { length } = embedded.data.data[0]!.embedding
  if (length !== DIMENSIONS) {
    return {
      state: 'broken',
      told: `${models.embedding} gives embeddings of ${length} numbers, and the memory holds ${DIMENSIONS}`,
      fix: `Set ${kind.toUpperCase()}_EMBEDDING_MODEL to one that gives ${DIMENSIONS}.`,
    }
  }
  return { state: 'fine', told: `${models.chat}, ${models.embedding}` }
}

function toGet({ kind, models }: Provider, which: 'chat' | 'embedding'): string {
  if (kind === 'ollama') return `Run: ollama pull ${models[which]}`
  return `Set ${kind.toUpperCase()}_${which === 'chat' ? 'MODEL' : 'EMBEDDING_MODEL'} to a model that it has.`
}

/** Asks a provider; `error` says why nothing came back. The key is in no message. */
async function ask(
  { base_url, api_key }: Provider,
  path: string,
  body?: object,
): Promise<{ status: number; body?: unknown; error?: string }> {
  try {
    const response = await fetch(base_url + path, {
      method: body ? 'POST' : 'GET',
      headers: { 'content-type': 'application/json', ...(api_key && { authorization: `Bearer ${api_key}` }) },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
    return { status: response.status, body: await response.json().catch(() => undefined) }
  } catch (error) {
    const { cause, message } = error as Error
    return { status: 0, error: (cause as Error | undefined)?.message || message }
  }
}
