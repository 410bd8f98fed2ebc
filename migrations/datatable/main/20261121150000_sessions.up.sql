-- Conversations of users with agents.
CREATE TABLE sessions (
  id text PRIMARY KEY,
  user_id text NOT NULL,
  -- The agent that it began with.
  agent_id text NOT NULL,
  title text,
  -- What was said up to and with message number summary_seq, in short.
  summary text,
  summary_seq bigint NOT NULL DEFAULT 0,
  -- The number of the last message. The row is locked while messages are added.
  last_seq bigint NOT NULL DEFAULT 0,
  forked_from text,
  forked_seq bigint,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  CHECK ((summary IS NULL) = (summary_seq = 0))
);
CREATE INDEX sessions_user ON sessions (user_id, updated_at DESC, id);

-- What was said, numbered from 1 without gaps. A run's messages have their places in it, which makes adding one twice
-- harmless.
CREATE TABLE session_messages (
  session_id text NOT NULL REFERENCES sessions ON DELETE CASCADE,
  seq bigint NOT NULL,
  run_id text NOT NULL,
  place int NOT NULL,
  message jsonb NOT NULL,
  -- An estimate.
  tokens int NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (session_id, seq),
  UNIQUE (session_id, run_id, place)
);
