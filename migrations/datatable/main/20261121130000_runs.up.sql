-- Runs of agents, those of a team's members among them. The states and their moves: f/agents/store/runs.ts.
CREATE TABLE runs (
  id text PRIMARY KEY,
  -- The run that started it, and the outermost one: itself for the outermost.
  parent_run_id text,
  root_run_id text NOT NULL,
  -- Runs from the outermost to this one, and the names of their agents: who handed to whom.
  lineage text[] NOT NULL,
  path text[] NOT NULL,
  user_id text NOT NULL,
  session_id text NOT NULL,
  agent_id text NOT NULL,
  agent_version int NOT NULL,
  input jsonb NOT NULL,
  status text NOT NULL
    CHECK (status IN ('queued', 'running', 'waiting_approval', 'completed', 'failed', 'cancelled', 'budget_exceeded')),
  output jsonb,
  error jsonb,
  usage jsonb NOT NULL DEFAULT '{}',
  cost numeric NOT NULL DEFAULT 0,
  -- Of the outermost run: every agent and tool that it can reach, as they were when it began.
  pinned jsonb,
  -- The job of run_agent.
  job_id text,
  created_at timestamptz NOT NULL,
  ended_at timestamptz,
  CHECK ((ended_at IS NULL) = (status IN ('queued', 'running', 'waiting_approval')))
);
CREATE INDEX runs_user ON runs (user_id, created_at);
CREATE INDEX runs_session ON runs (session_id, created_at);
CREATE INDEX runs_root ON runs (root_run_id);
