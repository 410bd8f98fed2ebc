-- What is deployed: each kind of item in a table of its own. `options` holds the fields that were set and that the
-- server only hands back; `extra_perms` maps an owner ("u/ada", "g/all") to whether it may write.

CREATE TABLE folder (
  workspace_id            TEXT NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
  name                    TEXT NOT NULL,
  display_name            TEXT NOT NULL,
  summary                 TEXT,
  owners                  TEXT NOT NULL DEFAULT '[]',
  extra_perms             TEXT NOT NULL DEFAULT '{}',
  default_permissioned_as TEXT NOT NULL DEFAULT '[]',
  created_by              TEXT NOT NULL,
  edited_at               INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, name)
) STRICT;

CREATE TRIGGER folder_added AFTER INSERT ON folder BEGIN UPDATE access_version SET version = hex(randomblob(8)); END;
CREATE TRIGGER folder_changed AFTER UPDATE ON folder BEGIN UPDATE access_version SET version = hex(randomblob(8)); END;
CREATE TRIGGER folder_removed AFTER DELETE ON folder BEGIN UPDATE access_version SET version = hex(randomblob(8)); END;

-- A version of a script. The live one of a path is the newest that is neither archived nor deleted.
CREATE TABLE script (
  workspace_id    TEXT NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
  hash            TEXT NOT NULL,
  path            TEXT NOT NULL,
  parent_hashes   TEXT NOT NULL DEFAULT '[]',
  summary         TEXT NOT NULL DEFAULT '',
  description     TEXT NOT NULL DEFAULT '',
  content         TEXT NOT NULL,
  language        TEXT NOT NULL,
  kind            TEXT NOT NULL DEFAULT 'script',
  schema          TEXT,
  lock            TEXT,
  lock_error_logs TEXT,
  archived        INTEGER NOT NULL DEFAULT 0,
  deleted         INTEGER NOT NULL DEFAULT 0,
  options         TEXT NOT NULL DEFAULT '{}',
  extra_perms     TEXT NOT NULL DEFAULT '{}',
  created_by      TEXT NOT NULL,
  created_at      INTEGER NOT NULL,
  -- Counts the versions of a path, because two can be made within one millisecond.
  version         INTEGER NOT NULL,
  deployment_msg  TEXT,
  -- The job that makes the lock, when none was given.
  dependency_job  TEXT,
  PRIMARY KEY (workspace_id, hash)
) STRICT;
CREATE INDEX script_by_path ON script (workspace_id, path, version);
CREATE INDEX script_by_parent ON script (workspace_id, parent_hashes ->> 0);

CREATE TABLE flow (
  workspace_id TEXT NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
  path         TEXT NOT NULL,
  summary      TEXT NOT NULL DEFAULT '',
  description  TEXT NOT NULL DEFAULT '',
  -- The newest of the flow's versions.
  version_id   INTEGER NOT NULL,
  archived     INTEGER NOT NULL DEFAULT 0,
  options      TEXT NOT NULL DEFAULT '{}',
  extra_perms  TEXT NOT NULL DEFAULT '{}',
  edited_by    TEXT NOT NULL,
  edited_at    INTEGER NOT NULL,
  -- Why the locks of its inline scripts could not be made, and the job that made or is making them.
  lock_error_logs TEXT,
  dependency_job  TEXT,
  PRIMARY KEY (workspace_id, path)
) STRICT;

CREATE TABLE flow_version (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  workspace_id   TEXT NOT NULL,
  path           TEXT NOT NULL,
  value          TEXT NOT NULL,
  schema         TEXT,
  created_by     TEXT NOT NULL,
  created_at     INTEGER NOT NULL,
  deployment_msg TEXT
) STRICT;
CREATE INDEX flow_version_by_path ON flow_version (workspace_id, path, id);

CREATE TABLE variable (
  workspace_id TEXT NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
  path         TEXT NOT NULL,
  -- Ciphertext when is_secret.
  value        TEXT NOT NULL,
  is_secret    INTEGER NOT NULL DEFAULT 0,
  description  TEXT NOT NULL DEFAULT '',
  labels       TEXT,
  -- Differs between workspaces on purpose, so that a deploy leaves it alone.
  ws_specific  INTEGER NOT NULL DEFAULT 0,
  extra_perms  TEXT NOT NULL DEFAULT '{}',
  edited_by    TEXT NOT NULL,
  edited_at    INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, path)
) STRICT;

CREATE TABLE resource_type (
  workspace_id     TEXT NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
  name             TEXT NOT NULL,
  schema           TEXT,
  description      TEXT,
  format_extension TEXT,
  is_fileset       INTEGER NOT NULL DEFAULT 0,
  created_by       TEXT NOT NULL,
  edited_at        INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, name)
) STRICT;

CREATE TABLE resource (
  workspace_id  TEXT NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
  path          TEXT NOT NULL,
  value         TEXT,
  description   TEXT,
  resource_type TEXT NOT NULL,
  labels        TEXT,
  ws_specific   INTEGER NOT NULL DEFAULT 0,
  extra_perms   TEXT NOT NULL DEFAULT '{}',
  created_by    TEXT NOT NULL,
  edited_at     INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, path)
) STRICT;

CREATE TABLE app (
  workspace_id TEXT NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
  path         TEXT NOT NULL,
  id           INTEGER NOT NULL UNIQUE,
  summary      TEXT NOT NULL DEFAULT '',
  policy       TEXT NOT NULL DEFAULT '{}',
  raw_app      INTEGER NOT NULL DEFAULT 0,
  custom_path  TEXT,
  version_id   INTEGER NOT NULL,
  extra_perms  TEXT NOT NULL DEFAULT '{}',
  edited_by    TEXT NOT NULL,
  edited_at    INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, path)
) STRICT;

CREATE TABLE app_version (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  workspace_id TEXT NOT NULL,
  app_id       INTEGER NOT NULL,
  value        TEXT NOT NULL,
  -- The bundle of a raw app, as the CLI built it.
  js           TEXT,
  css          TEXT,
  created_by   TEXT NOT NULL,
  created_at   INTEGER NOT NULL,
  deployment_msg TEXT
) STRICT;
CREATE INDEX app_version_by_app ON app_version (app_id, id);

-- An inline script of an app's version: visitors get its id in place of its code, and ask for it by that.
CREATE TABLE app_script (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  workspace_id TEXT NOT NULL,
  app_id       INTEGER NOT NULL,
  version_id   INTEGER NOT NULL,
  runnable     TEXT NOT NULL,
  content      TEXT NOT NULL,
  language     TEXT NOT NULL,
  lock         TEXT
) STRICT;
CREATE INDEX app_script_by_version ON app_script (version_id);

CREATE TABLE schedule (
  workspace_id    TEXT NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
  path            TEXT NOT NULL,
  schedule        TEXT NOT NULL,
  timezone        TEXT NOT NULL,
  enabled         INTEGER NOT NULL DEFAULT 1,
  script_path     TEXT NOT NULL,
  is_flow         INTEGER NOT NULL DEFAULT 0,
  args            TEXT,
  no_flow_overlap INTEGER NOT NULL DEFAULT 0,
  paused_until    INTEGER,
  options         TEXT NOT NULL DEFAULT '{}',
  extra_perms     TEXT NOT NULL DEFAULT '{}',
  email           TEXT NOT NULL,
  permissioned_as TEXT NOT NULL,
  edited_by       TEXT NOT NULL,
  edited_at       INTEGER NOT NULL,
  error           TEXT,
  PRIMARY KEY (workspace_id, path)
) STRICT;

-- Triggers of every kind. HTTP triggers are served; the others are kept and handed back.
CREATE TABLE "trigger" (
  workspace_id    TEXT NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
  kind            TEXT NOT NULL,
  path            TEXT NOT NULL,
  script_path     TEXT NOT NULL,
  is_flow         INTEGER NOT NULL DEFAULT 0,
  mode            TEXT NOT NULL DEFAULT 'enabled',
  -- The fields of this kind of trigger.
  config          TEXT NOT NULL DEFAULT '{}',
  extra_perms     TEXT NOT NULL DEFAULT '{}',
  email           TEXT NOT NULL,
  permissioned_as TEXT NOT NULL,
  edited_by       TEXT NOT NULL,
  edited_at       INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, kind, path)
) STRICT;

CREATE TABLE workspace_dependencies (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  workspace_id TEXT NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
  language     TEXT NOT NULL,
  name         TEXT,
  description  TEXT,
  content      TEXT NOT NULL,
  archived     INTEGER NOT NULL DEFAULT 0,
  created_at   INTEGER NOT NULL
) STRICT;

-- The user interface files that raw apps of a workspace share.
CREATE TABLE shared_ui (
  workspace_id TEXT PRIMARY KEY REFERENCES workspace (id) ON DELETE CASCADE,
  files        TEXT NOT NULL,
  version      INTEGER NOT NULL,
  edited_by    TEXT NOT NULL,
  edited_at    INTEGER NOT NULL
) STRICT;

-- Scripts that the CLI hands over for a preview or a lock; kept for a week.
CREATE TABLE raw_temp (
  workspace_id TEXT NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
  hash         TEXT NOT NULL,
  content      TEXT NOT NULL,
  created_at   INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, hash)
) STRICT;
