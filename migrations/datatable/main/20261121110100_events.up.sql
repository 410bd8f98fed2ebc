-- Everything that happened in a run, numbered from 1 without gaps. The key is what makes adding an event twice harmless.
CREATE TABLE events (
  run_id text NOT NULL,
  seq bigint NOT NULL,
  key text NOT NULL,
  type text NOT NULL,
  step text,
  at timestamptz NOT NULL,
  level text NOT NULL CHECK (level IN ('debug', 'info', 'warn', 'error')),
  message text NOT NULL,
  data jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (run_id, seq),
  UNIQUE (run_id, key)
);

-- The number of each run's last event. Its row is locked while events are added.
CREATE TABLE event_counters (
  run_id text PRIMARY KEY,
  last_seq bigint NOT NULL
);
