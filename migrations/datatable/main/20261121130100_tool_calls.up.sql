-- What models asked to be called. The states and their moves: f/agents/store/tool_calls.ts.
CREATE TABLE tool_calls (
  -- Derived of the run and the place in it; the idempotency key that the tool gets.
  id text PRIMARY KEY,
  run_id text NOT NULL,
  -- TURN.NUMBER
  place text NOT NULL,
  tool text NOT NULL,
  arguments jsonb NOT NULL,
  status text NOT NULL CHECK (status IN ('running', 'waiting_approval', 'approved', 'refused', 'completed', 'failed')),
  -- Why a person is asked, or why it was refused.
  reason text,
  -- The suspended step that waits for the person, and who answered.
  approval_job text,
  approver text,
  result jsonb,
  error jsonb,
  created_at timestamptz NOT NULL,
  ended_at timestamptz
);
CREATE INDEX tool_calls_run ON tool_calls (run_id);
