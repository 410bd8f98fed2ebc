import type { Target } from '../deploy/index.ts'
import type { Running } from '../start/running.ts'
import { lookAtDataTable, lookAtDeployment, lookAtServer } from './deployment.ts'
import type { Check } from './diagnose.ts'
import { lookAtBun, lookAtDataFolder, lookAtIsolation, lookAtNode, lookAtPackages, lookAtPort } from './machine.ts'
import { lookAtModels, lookAtProvider } from './model.ts'

/** What is looked at. */
export interface Surroundings {
  root: string
  env: NodeJS.ProcessEnv
  port: number
  dataDir: string
  /** The `npm start` that is running here. */
  running?: Running
  /** The server to look at: the one that is named, else the one that is running. */
  target?: Target
}

/** All checks, causes before what they lead to. */
export const checksOf = ({ root, env, port, dataDir, running, target }: Surroundings): Check[] => [
  { name: 'Node', needs: [], look: () => lookAtNode() },
  { name: 'packages', needs: ['Node'], look: () => lookAtPackages(root) },
  { name: 'Bun', needs: ['packages'], look: () => lookAtBun() },
  { name: 'isolation', needs: ['Bun'], look: lookAtIsolation },
  { name: 'port', needs: ['Node'], look: () => lookAtPort(port, running) },
  { name: 'data folder', needs: ['packages'], look: () => lookAtDataFolder(dataDir, running) },
  { name: 'provider', needs: ['packages'], look: () => lookAtProvider(env) },
  { name: 'models', needs: ['provider'], look: () => lookAtModels(env) },
  { name: 'server', needs: ['packages'], look: () => lookAtServer(target) },
  { name: 'data table', needs: ['server'], look: () => lookAtDataTable(target!) },
  { name: 'deployed', needs: ['server'], look: () => lookAtDeployment(target!) },
]
