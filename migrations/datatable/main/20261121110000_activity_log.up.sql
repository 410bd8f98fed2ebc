-- What users did, or had done. An id is derived from what it is of, so that a retry adds nothing.
CREATE TABLE activity_log (
  id text PRIMARY KEY,
  action text NOT NULL,
  user_id text,
  session_id text,
  task_id text,
  details jsonb NOT NULL DEFAULT '{}',
  at timestamptz NOT NULL
);
CREATE INDEX activity_log_user_at ON activity_log (user_id, at);
