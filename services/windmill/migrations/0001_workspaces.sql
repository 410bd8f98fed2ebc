-- Who may come in, and the workspaces they come to.

CREATE TABLE account (
  email         TEXT PRIMARY KEY,
  username      TEXT NOT NULL UNIQUE,
  name          TEXT,
  password_hash TEXT,
  super_admin   INTEGER NOT NULL DEFAULT 0,
  created_at    INTEGER NOT NULL
) STRICT;

CREATE TABLE workspace (
  id             TEXT PRIMARY KEY,
  name           TEXT NOT NULL,
  owner          TEXT NOT NULL,
  -- Secrets of variables and signatures of approvals are made with this key.
  encryption_key TEXT NOT NULL,
  settings       TEXT NOT NULL DEFAULT '{}',
  created_at     INTEGER NOT NULL
) STRICT;

CREATE TABLE workspace_member (
  workspace_id TEXT NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
  email        TEXT NOT NULL,
  username     TEXT NOT NULL,
  is_admin     INTEGER NOT NULL DEFAULT 0,
  operator     INTEGER NOT NULL DEFAULT 0,
  disabled     INTEGER NOT NULL DEFAULT 0,
  groups       TEXT NOT NULL DEFAULT '["all"]',
  created_at   INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, email)
) STRICT;
CREATE UNIQUE INDEX workspace_member_by_username ON workspace_member (workspace_id, username);

-- A token is kept as its SHA-256 only. A job's token names the job and ends with it.
CREATE TABLE token (
  token_hash   TEXT PRIMARY KEY,
  email        TEXT NOT NULL,
  workspace_id TEXT,
  label        TEXT,
  job_id       TEXT,
  scopes       TEXT,
  created_at   INTEGER NOT NULL,
  expires_at   INTEGER
) STRICT;
CREATE INDEX token_by_job ON token (job_id) WHERE job_id IS NOT NULL;
