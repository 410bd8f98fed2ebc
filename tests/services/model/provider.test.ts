import { expect, test } from 'vitest'
import { chooseProvider } from '../../../services/model/src/provider.ts'

test('without a key or an address it is the offline model', () => {
  const offline = { kind: 'offline', models: { chat: 'offline', embedding: 'offline' } }
  expect(chooseProvider({})).toEqual({ ...offline, base_url: 'http://127.0.0.1:8002/v1' })
  expect(chooseProvider({ OPENAI_API_KEY: ' ' }, 'http://127.0.0.1:9/v1')).toEqual({
    ...offline,
    base_url: 'http://127.0.0.1:9/v1',
  })
})

test('a key chooses its provider: OpenAI before OpenRouter before Ollama', () => {
  const env = { OPENAI_API_KEY: 'sk-1', OPENROUTER_API_KEY: 'sk-or', OLLAMA_BASE_URL: 'http://localhost:11434' }
  expect(chooseProvider(env)).toEqual({
    kind: 'openai',
    base_url: 'https://api.openai.com/v1',
    api_key: 'sk-1',
    models: { chat: 'gpt-5-mini', embedding: 'text-embedding-3-small' },
  })
  expect(chooseProvider({ ...env, OPENAI_API_KEY: undefined })).toMatchObject({
    kind: 'openrouter',
    base_url: 'https://openrouter.ai/api/v1',
    api_key: 'sk-or',
  })
  const ollama = chooseProvider({ OLLAMA_BASE_URL: 'http://localhost:11434/' })
  expect(ollama).toMatchObject({ kind: 'ollama', base_url: 'http://localhost:11434/v1' })
  expect(ollama).not.toHaveProperty('api_key')
  expect(chooseProvider({ OLLAMA_BASE_URL: 'http://localhost:11434/v1' }).base_url).toBe('http://localhost:11434/v1')
})

test('models and addresses can be named', () => {
  expect(
    chooseProvider({
      OPENAI_API_KEY: 'sk-1',
      OPENAI_BASE_URL: 'https://proxy.example.com/v1/',
      OPENAI_MODEL: 'gpt-x',
      OPENAI_EMBEDDING_MODEL: 'embed-x',
    }),
  ).toMatchObject({ base_url: 'https://proxy.example.com/v1', models: { chat: 'gpt-x', embedding: 'embed-x' } })
  expect(chooseProvider({ OLLAMA_BASE_URL: 'http://h:1', OLLAMA_MODEL: 'llama3.2' }).models.chat).toBe('llama3.2')
})

test('an address that is none is named', () => {
  expect(() => chooseProvider({ OLLAMA_BASE_URL: 'localhost:11434' })).toThrow(
    'OLLAMA_BASE_URL must be an address such as http://localhost:11434, not "localhost:11434".',
  )
})
