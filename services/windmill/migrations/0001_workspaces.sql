-- Who may come in, and the workspaces they come to.

-- What the server keeps to itself: keys that no route hands out.
CREATE TABLE instance_secret (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

-- What holds for all workspaces, as JSON (`/settings/global/:key`).
CREATE TABLE instance_setting (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

CREATE TABLE account (
  email           TEXT PRIMARY KEY,
  username        TEXT NOT NULL UNIQUE,
  name            TEXT,
  company         TEXT,
  password_hash   TEXT,
  super_admin     INTEGER NOT NULL DEFAULT 0,
  -- The password is still the one that somebody else chose.
  first_time_user INTEGER NOT NULL DEFAULT 0,
  created_at      INTEGER NOT NULL
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
  created_at   INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, email)
) STRICT;
CREATE UNIQUE INDEX workspace_member_by_username ON workspace_member (workspace_id, username);
CREATE INDEX workspace_member_by_email ON workspace_member (email);

-- Groups of members. Everybody belongs to `all`, which has no rows of members.
CREATE TABLE workspace_group (
  workspace_id TEXT NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
  name         TEXT NOT NULL,
  summary      TEXT,
  extra_perms  TEXT NOT NULL DEFAULT '{}',
  PRIMARY KEY (workspace_id, name)
) STRICT;

CREATE TABLE workspace_group_member (
  workspace_id TEXT NOT NULL,
  group_name   TEXT NOT NULL,
  username     TEXT NOT NULL,
  PRIMARY KEY (workspace_id, group_name, username),
  FOREIGN KEY (workspace_id, group_name) REFERENCES workspace_group (workspace_id, name) ON DELETE CASCADE
) STRICT;
CREATE INDEX workspace_group_member_by_username ON workspace_group_member (workspace_id, username);

-- A token is kept as its SHA-256 only, beside the first characters, by which its owner knows it. Tokens of jobs are not
-- kept: the server can tell from the token itself that it made it, and from the queue whether the job still runs.
CREATE TABLE token (
  token_hash   TEXT PRIMARY KEY,
  token_prefix TEXT NOT NULL,
  email        TEXT NOT NULL,
  -- The only workspace it is good for.
  workspace_id TEXT,
  label        TEXT,
  scopes       TEXT,
  read_only    INTEGER NOT NULL DEFAULT 0,
  created_at   INTEGER NOT NULL,
  last_used_at INTEGER NOT NULL,
  expires_at   INTEGER
) STRICT;
CREATE INDEX token_by_email ON token (email, token_prefix);

-- Becomes another text with each change of what decides who may do what, so that a server can remember what it has
-- worked out about a member until then.
CREATE TABLE access_version (
  version TEXT NOT NULL
) STRICT;
INSERT INTO access_version VALUES (hex(randomblob(8)));

CREATE TRIGGER account_added AFTER INSERT ON account BEGIN UPDATE access_version SET version = hex(randomblob(8)); END;
CREATE TRIGGER account_changed AFTER UPDATE ON account BEGIN UPDATE access_version SET version = hex(randomblob(8)); END;
CREATE TRIGGER account_removed AFTER DELETE ON account BEGIN UPDATE access_version SET version = hex(randomblob(8)); END;
CREATE TRIGGER member_added AFTER INSERT ON workspace_member
  BEGIN UPDATE access_version SET version = hex(randomblob(8)); END;
CREATE TRIGGER member_changed AFTER UPDATE ON workspace_member
  BEGIN UPDATE access_version SET version = hex(randomblob(8)); END;
CREATE TRIGGER member_removed AFTER DELETE ON workspace_member
  BEGIN UPDATE access_version SET version = hex(randomblob(8)); END;
CREATE TRIGGER group_member_added AFTER INSERT ON workspace_group_member
  BEGIN UPDATE access_version SET version = hex(randomblob(8)); END;
CREATE TRIGGER group_member_removed AFTER DELETE ON workspace_group_member
  BEGIN UPDATE access_version SET version = hex(randomblob(8)); END;
