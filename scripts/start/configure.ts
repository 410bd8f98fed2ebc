import { callTarget, type Target } from '../deploy/index.ts'
import type { Platform } from './platform.ts'

/**
 * Tells the deployed code where it runs: the hub and its publish token, the provider of models, and whether jobs are
 * isolated. The hub's token is a secret variable, and a provider's key one that the resource points to.
 */
export async function configure(target: Target, platform: Platform): Promise<void> {
  const { hub, provider, publishToken, windmill } = platform
  await setVariable(target, 'f/openanalyst/ws_endpoint', hub.url, 'Where the hub is reached.')
  await setVariable(target, 'f/openanalyst/hub_publish_token', publishToken, 'Lets scripts publish to the hub.', true)
  const isolated = String(windmill.isolation.kind !== 'none')
  await setVariable(target, 'f/openanalyst/jobs_isolated', isolated, 'Whether jobs run in namespaces of their own.')
  let api_key = ''
  if (provider.api_key) {
    await setVariable(target, 'f/openanalyst/llm_api_key', provider.api_key, "The model provider's key.", true)
    api_key = '$var:f/openanalyst/llm_api_key'
  }
  const { kind, base_url, models } = provider
  await setResource(
    target,
    'f/openanalyst/llm',
    'llm_provider',
    { kind, base_url, api_key, models },
    'The provider of models.',
  )
}

async function setVariable(
  target: Target,
  path: string,
  value: string,
  description: string,
  is_secret = false,
): Promise<void> {
  const exists = (await callTarget(target, 'GET', `/variables/exists/${path}`)) === 'true'
  if (exists) await callTarget(target, 'POST', `/variables/update/${path}`, { value, is_secret })
  else await callTarget(target, 'POST', '/variables/create', { path, value, is_secret, description })
}

/** Makes a resource, or gives the one that stands at its path another value. Throws DeployError. */
export async function setResource(
  target: Target,
  path: string,
  resource_type: string,
  value: object,
  description: string,
): Promise<void> {
  const exists = (await callTarget(target, 'GET', `/resources/exists/${path}`)) === 'true'
  if (exists) await callTarget(target, 'POST', `/resources/update/${path}`, { value })
  else await callTarget(target, 'POST', '/resources/create', { path, value, resource_type, description })
}
