-- What a run and all that it starts may spend, what is spent, and what is promised to calls that are not over.
CREATE TABLE budgets (
  run_id text PRIMARY KEY,
  max_tokens bigint,
  max_cost numeric,
  spent_tokens bigint NOT NULL DEFAULT 0,
  spent_cost numeric NOT NULL DEFAULT 0,
  reserved_tokens bigint NOT NULL DEFAULT 0,
  reserved_cost numeric NOT NULL DEFAULT 0
);

-- Every call of a model: what was reserved for it, what it came to, and the answer with what was made of it. The id is
-- derived of the run and the place in it, so that a run that goes on after a crash finds the answer and does not ask again.
CREATE TABLE model_calls (
  id text PRIMARY KEY,
  run_id text NOT NULL,
  root_run_id text NOT NULL,
  model text NOT NULL,
  reserved_tokens bigint NOT NULL DEFAULT 0,
  reserved_cost numeric NOT NULL DEFAULT 0,
  input_tokens bigint NOT NULL DEFAULT 0,
  output_tokens bigint NOT NULL DEFAULT 0,
  cost numeric NOT NULL DEFAULT 0,
  answer jsonb,
  settled_at timestamptz
);
CREATE INDEX model_calls_run ON model_calls (run_id);
CREATE INDEX model_calls_root ON model_calls (root_run_id);
