-- What users asked OpenAnalyst for in words. The states and their moves: f/lib/store/tasks.ts.
CREATE TABLE tasks (
  id text PRIMARY KEY,
  user_id text NOT NULL,
  session_id text NOT NULL,
  task text NOT NULL,
  status text NOT NULL
    CHECK (status IN ('running', 'waiting_approval', 'completed', 'answered', 'declined', 'failed')),
  answer text,
  error jsonb,
  created_at timestamptz NOT NULL,
  ended_at timestamptz,
  CHECK ((ended_at IS NULL) = (status IN ('running', 'waiting_approval')))
);
CREATE INDEX tasks_session ON tasks (user_id, session_id, created_at);
