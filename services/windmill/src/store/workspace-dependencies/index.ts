export {
  archiveWorkspaceDependencies,
  deleteWorkspaceDependencies,
  getLatestWorkspaceDependencies,
  insertWorkspaceDependencies,
  listWorkspaceDependencies,
  type WorkspaceDependencies,
} from './workspace-dependencies.ts'
