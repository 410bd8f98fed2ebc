import { query } from '../sql.ts'

/** What was asked for. Answers 0 changes when a job of this id is there already. */
export const insertJob = query<{
  id: string
  workspace_id: string
  kind: string
  created_at: number
  created_by: string
  permissioned_as: string
  email: string
  parent_job?: string
  root_job?: string
  flow_step_id?: string
  script_path?: string
  script_hash?: string
  entrypoint?: string
  language?: string
  tag: string
  args: object
  raw_code?: string
  raw_flow?: object
  options: object
  timeout_s?: number
  same_worker: boolean
  visible_to_owner: boolean
  trigger_kind?: string
  trigger_path?: string
}>(
  `INSERT INTO job (id, workspace_id, kind, created_at, created_by, permissioned_as, email, parent_job, root_job,
     flow_step_id, script_path, script_hash, entrypoint, language, tag, args, raw_code, raw_flow, options, timeout_s,
     same_worker, visible_to_owner, trigger_kind, trigger_path)
   VALUES (:id, :workspace_id, :kind, :created_at, :created_by, :permissioned_as, :email, :parent_job, :root_job,
     :flow_step_id, :script_path, :script_hash, :entrypoint, :language, :tag, :args, :raw_code, :raw_flow, :options,
     :timeout_s, :same_worker, :visible_to_owner, :trigger_kind, :trigger_path)
   ON CONFLICT (id) DO NOTHING`,
  { json: ['args', 'raw_flow', 'options'] },
)
