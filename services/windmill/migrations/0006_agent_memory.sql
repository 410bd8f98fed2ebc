-- What agent steps remember of conversations: the last messages of each step with `memory: auto`.

CREATE TABLE agent_memory (
  workspace_id    TEXT NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
  -- A memory_id; there need be no conversation of that id.
  conversation_id TEXT NOT NULL,
  step_id         TEXT NOT NULL,
  -- A list of messages in the format of OpenAI.
  messages        TEXT NOT NULL,
  updated_at      INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, conversation_id, step_id)
) STRICT, WITHOUT ROWID;

-- Who forgets a conversation forgets what the agents in it remember.
CREATE TRIGGER conversation_forgotten AFTER DELETE ON conversation
BEGIN
  DELETE FROM agent_memory WHERE workspace_id = old.workspace_id AND conversation_id = old.id;
END;
