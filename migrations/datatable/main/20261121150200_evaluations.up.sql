-- Suites of cases that were run against an agent. The states and their moves: f/agents/store/evaluations.ts.
CREATE TABLE evaluations (
  id text PRIMARY KEY,
  user_id text NOT NULL,
  suite jsonb NOT NULL,
  mode text NOT NULL CHECK (mode IN ('live', 'record', 'replay')),
  -- Whose answers are replayed, or where they are recorded: its own id then.
  recording_id text,
  state text NOT NULL CHECK (state IN ('running', 'passed', 'failed')),
  report jsonb,
  created_at timestamptz NOT NULL,
  ended_at timestamptz,
  CHECK ((mode = 'live') = (recording_id IS NULL)),
  CHECK ((state = 'running') = (ended_at IS NULL))
);
CREATE INDEX evaluations_user ON evaluations (user_id, created_at DESC);

CREATE TABLE evaluation_cases (
  evaluation_id text NOT NULL REFERENCES evaluations ON DELETE CASCADE,
  name text NOT NULL,
  run_id text NOT NULL,
  state text NOT NULL CHECK (state IN ('running', 'passed', 'failed', 'error')),
  -- What came of it: its verdicts, what it cost, where a replay diverged.
  outcome jsonb,
  created_at timestamptz NOT NULL,
  ended_at timestamptz,
  PRIMARY KEY (evaluation_id, name),
  CHECK ((state = 'running') = (ended_at IS NULL))
);

-- What a model was asked in a case, and what it answered. The hash is of the request.
CREATE TABLE recordings (
  recording_id text NOT NULL,
  case_name text NOT NULL,
  hash text NOT NULL,
  seq bigint GENERATED ALWAYS AS IDENTITY,
  request jsonb NOT NULL,
  -- {answer} or {error}
  answer jsonb NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (recording_id, case_name, hash)
);

-- What was asked in a replay. The difference is null where the request was recorded.
CREATE TABLE replays (
  evaluation_id text NOT NULL REFERENCES evaluations ON DELETE CASCADE,
  case_name text NOT NULL,
  hash text NOT NULL,
  seq bigint GENERATED ALWAYS AS IDENTITY,
  divergence jsonb,
  at timestamptz NOT NULL,
  PRIMARY KEY (evaluation_id, case_name, hash)
);
