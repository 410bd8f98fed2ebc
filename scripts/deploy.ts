/**
 * `npm run deploy -- --base-url U --workspace W --token T [--apply]`: shows what a push of this repository to a Windmill
 * would do, and with `--apply` does it.
 */
import { readCommandLine } from '../services/command-line.ts'
import { apply, DeployError, describePlan, isEmpty, type Plan, plan, type Target } from './deploy/index.ts'

const USAGE = `npm run deploy -- --base-url URL --workspace ID --token T [options]
  --base-url URL      where the Windmill is reached: https://windmill.example
  --workspace ID      the workspace to deploy to
  --token T           a token of somebody who may write there (or WM_TOKEN in the environment)
  --apply             do it; without this, only the plan is shown
  --delete NAME       delete this file or item too, although it was not deployed from here (several times)
  --data-table NAME   apply the migrations of this data table (several times; Default: main)
  --verbose           when it fails, print all that wmill said
Nothing is deleted that was not deployed from here, unless --delete names it.`

try {
  await main()
} catch (error) {
  console.error((error as Error).message)
  if (process.argv.includes('--verbose') && error instanceof DeployError && error.cause) console.error(error.cause)
  process.exitCode = 1
}

async function main(): Promise<void> {
  const { values } = readCommandLine(USAGE, {
    options: {
      'base-url': { type: 'string' },
      workspace: { type: 'string' },
      token: { type: 'string', default: process.env.WM_TOKEN },
      apply: { type: 'boolean', default: false },
      delete: { type: 'string', multiple: true },
      'data-table': { type: 'string', multiple: true },
      verbose: { type: 'boolean', default: false },
    },
  })
  const target: Target = {
    baseUrl: given('base-url', values['base-url']).replace(/\/+$/, ''),
    workspace: given('workspace', values.workspace),
    token: given('token', values.token),
  }
  const options = { alsoDelete: values.delete, dataTables: values['data-table'] }
  const changes = await plan(target, options)
  for (const line of describePlan(changes)) console.log(line)
  console.log(summary(changes, target))
  if (!values.apply) {
    if (!isEmpty(changes)) console.log('Nothing has been done yet: add --apply to do it.')
    return
  }
  await apply(target, changes, options)
  console.log('Deployed.')
}

function given(name: string, value: string | undefined): string {
  if (value) return value
  throw new DeployError(`--${name} is missing. ${USAGE.split('\n')[0]}`)
}

function summary(changes: Plan, { baseUrl, workspace }: Target): string {
  const { added, edited, deleted, kept } = changes
  const counts = `${added.length} to add, ${edited.length} to change, ${deleted.length} to delete, ${kept.length} kept`
  return `${isEmpty(changes) ? 'Nothing to deploy' : counts} in the workspace ${workspace} of ${baseUrl}`
}
