-- Conversations with flows that are chatted with (`chat_input_enabled`).

CREATE TABLE conversation (
  -- The memory_id of the runs that belong to it.
  id           TEXT PRIMARY KEY,
  workspace_id TEXT NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
  flow_path    TEXT NOT NULL,
  title        TEXT NOT NULL,
  created_by   TEXT NOT NULL,
  created_at   INTEGER NOT NULL,
  updated_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX conversation_by_time ON conversation (workspace_id, updated_at);

CREATE TABLE conversation_message (
  created_seq     INTEGER PRIMARY KEY AUTOINCREMENT,
  id              TEXT NOT NULL UNIQUE,
  conversation_id TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
  message_type    TEXT NOT NULL,
  content         TEXT NOT NULL,
  job_id          TEXT,
  step_name       TEXT,
  success         INTEGER NOT NULL,
  created_at      INTEGER NOT NULL
) STRICT;
CREATE INDEX conversation_message_by_conversation ON conversation_message (conversation_id, created_seq);
