-- What agents remember of their users. The states and their moves: f/agents/store/memories.ts. The vectors are columns of
-- the last migration.
CREATE TABLE memories (
  id text PRIMARY KEY,
  user_id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('conversation', 'fact', 'learned')),
  -- Who is reminded of it: every agent of the user, one agent, or one session.
  scope text NOT NULL CHECK (scope IN ('user', 'agent', 'session')),
  agent_id text,
  -- The session that it goes with, and is deleted with.
  session_id text,
  content text NOT NULL,
  -- What it is about (`name`, `lives in`), and whether only one such thing can be true at a time.
  subject text,
  only_one boolean NOT NULL DEFAULT false,
  -- Words that tell it apart, for a search without vectors.
  words text[] NOT NULL,
  -- Of kind, scope and content: equal ones are one memory.
  fingerprint text NOT NULL,
  state text NOT NULL CHECK (state IN ('proposed', 'active', 'rejected', 'superseded')),
  -- Memories that it takes the place of when it becomes active, and why.
  supersedes text[] NOT NULL DEFAULT '{}',
  reason text,
  superseded_by text,
  -- Where it comes from: the run that it was learned in, or null for a person.
  run_id text,
  created_at timestamptz NOT NULL,
  -- When it was last said.
  seen_at timestamptz NOT NULL,
  expires_at timestamptz,
  CHECK (scope <> 'agent' OR agent_id IS NOT NULL),
  CHECK (scope <> 'session' OR session_id IS NOT NULL),
  CHECK ((state = 'superseded') = (superseded_by IS NOT NULL))
);
CREATE UNIQUE INDEX memories_equal ON memories (user_id, fingerprint) WHERE state IN ('proposed', 'active', 'rejected');
CREATE INDEX memories_user ON memories (user_id, state, seen_at DESC);
CREATE INDEX memories_session ON memories (session_id) WHERE session_id IS NOT NULL;
CREATE INDEX memories_expire ON memories (expires_at) WHERE expires_at IS NOT NULL;

-- What became of a memory, and why. It outlives the memory, of which it repeats nothing.
CREATE TABLE memory_changes (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  memory_id text NOT NULL,
  user_id text NOT NULL,
  change text NOT NULL
    CHECK (change IN ('kept', 'proposed', 'approved', 'rejected', 'superseded', 'forgotten', 'expired')),
  -- Who did it: a user, or the run of an agent.
  actor text NOT NULL,
  reason text,
  at timestamptz NOT NULL
);
CREATE INDEX memory_changes_memory ON memory_changes (memory_id, seq);
