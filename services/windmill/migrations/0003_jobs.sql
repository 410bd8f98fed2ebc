-- A job lives in four tables, as in Windmill: what was asked (job, never changed), where it stands in the queue
-- (job_queue, gone when it has ended), what it remembers while it runs (job_status), and how it ended (job_completed).
-- So a change of state never rewrites arguments or code, and the queue stays as small as what is still to be done.

CREATE TABLE job (
  id               TEXT PRIMARY KEY,
  workspace_id     TEXT NOT NULL,
  kind             TEXT NOT NULL,
  created_at       INTEGER NOT NULL,
  created_by       TEXT NOT NULL,
  permissioned_as  TEXT NOT NULL,
  email            TEXT NOT NULL,
  -- The flow, workflow or script that started it, and the outermost one.
  parent_job       TEXT,
  root_job         TEXT,
  flow_step_id     TEXT,
  script_path      TEXT,
  script_hash      TEXT,
  entrypoint       TEXT,
  language         TEXT,
  tag              TEXT NOT NULL,
  args             TEXT NOT NULL,
  raw_code         TEXT,
  raw_flow         TEXT,
  -- What only some jobs carry: cache_ttl, priority, preprocessed, trigger, tool of an agent, …
  options          TEXT NOT NULL DEFAULT '{}',
  timeout_s        INTEGER,
  same_worker      INTEGER NOT NULL DEFAULT 0,
  visible_to_owner INTEGER NOT NULL DEFAULT 1,
  trigger_kind     TEXT,
  trigger_path     TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX job_by_workspace ON job (workspace_id, created_at);
CREATE INDEX job_by_parent ON job (parent_job) WHERE parent_job IS NOT NULL;
CREATE INDEX job_by_path ON job (workspace_id, script_path, created_at) WHERE script_path IS NOT NULL;
CREATE INDEX job_by_trigger ON job (workspace_id, trigger_path, created_at) WHERE trigger_path IS NOT NULL;

CREATE TABLE job_queue (
  id              TEXT PRIMARY KEY REFERENCES job (id) ON DELETE CASCADE,
  workspace_id    TEXT NOT NULL,
  scheduled_for   INTEGER NOT NULL,
  priority        INTEGER NOT NULL DEFAULT 0,
  running         INTEGER NOT NULL DEFAULT 0,
  started_at      INTEGER,
  -- Events that the job waits for; 0 when it waits for none.
  suspend         INTEGER NOT NULL DEFAULT 0,
  suspend_until   INTEGER,
  canceled_by     TEXT,
  canceled_reason TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX job_queue_ready ON job_queue (priority DESC, scheduled_for, id) WHERE running = 0 AND suspend = 0;
CREATE INDEX job_queue_waiting ON job_queue (suspend_until) WHERE suspend > 0;

CREATE TABLE job_status (
  id                      TEXT PRIMARY KEY REFERENCES job (id) ON DELETE CASCADE,
  flow_status             TEXT,
  workflow_as_code_status TEXT,
  -- Arguments as a preprocessor shaped them; they stand for those of the job.
  preprocessed_args       TEXT,
  progress                INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE job_completed (
  id              TEXT PRIMARY KEY REFERENCES job (id) ON DELETE CASCADE,
  workspace_id    TEXT NOT NULL,
  success         INTEGER NOT NULL,
  result          TEXT,
  started_at      INTEGER,
  completed_at    INTEGER NOT NULL,
  duration_ms     INTEGER NOT NULL,
  is_skipped      INTEGER NOT NULL DEFAULT 0,
  canceled_by     TEXT,
  canceled_reason TEXT,
  mem_peak        INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX job_completed_by_time ON job_completed (workspace_id, completed_at);

CREATE TABLE job_log (
  job_id TEXT NOT NULL REFERENCES job (id) ON DELETE CASCADE,
  seq    INTEGER NOT NULL,
  text   TEXT NOT NULL,
  PRIMARY KEY (job_id, seq)
) STRICT, WITHOUT ROWID;

-- The stream of a job that hands its result out piece by piece.
CREATE TABLE job_stream (
  job_id TEXT NOT NULL REFERENCES job (id) ON DELETE CASCADE,
  seq    INTEGER NOT NULL,
  text   TEXT NOT NULL,
  PRIMARY KEY (job_id, seq)
) STRICT, WITHOUT ROWID;

-- Answers of people to a suspended job. `resume_id` makes an answer count once.
CREATE TABLE resume_event (
  job_id     TEXT NOT NULL,
  resume_id  INTEGER NOT NULL,
  -- The suspended flow or workflow.
  flow_id    TEXT NOT NULL,
  approver   TEXT NOT NULL,
  payload    TEXT,
  approved   INTEGER NOT NULL,
  -- The approval of a workflow-as-code that it answers.
  approval_key TEXT,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (job_id, resume_id)
) STRICT;
CREATE INDEX resume_event_by_flow ON resume_event (flow_id, created_at);

-- The job (or the jobs of a loop) that ended last under a step's id, within a tree of flows.
CREATE TABLE step_result (
  scope   TEXT NOT NULL REFERENCES job (id) ON DELETE CASCADE,
  step_id TEXT NOT NULL,
  job     TEXT NOT NULL,
  PRIMARY KEY (scope, step_id)
) STRICT, WITHOUT ROWID;

-- Results of steps and scripts with a cache_ttl.
CREATE TABLE result_cache (
  cache_key  TEXT PRIMARY KEY,
  result     TEXT NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
