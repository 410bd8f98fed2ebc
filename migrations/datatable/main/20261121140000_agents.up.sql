-- Agents as data. The definition of a version never changes; which version runs, and what the agent is called, does.
CREATE TABLE agents (
  id text PRIMARY KEY,
  user_id text NOT NULL,
  name text NOT NULL,
  last_version int NOT NULL,
  -- Null until a version is published: until then the last one runs.
  published_version int,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  UNIQUE (user_id, name)
);

CREATE TABLE agent_versions (
  agent_id text NOT NULL REFERENCES agents ON DELETE CASCADE,
  -- Counts from 1 without gaps.
  version int NOT NULL,
  definition jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  -- When it was last published.
  published_at timestamptz,
  PRIMARY KEY (agent_id, version)
);
