-- Counts the changes of scripts, so that a bundle of many scripts is known to be up to date by one number.

CREATE TABLE script_version (
  n INTEGER NOT NULL
) STRICT;
INSERT INTO script_version (n) VALUES (1);

CREATE TRIGGER script_added AFTER INSERT ON script
BEGIN
  UPDATE script_version SET n = n + 1;
END;

CREATE TRIGGER script_changed AFTER UPDATE OF workspace_id, path, content, archived, deleted, extra_perms ON script
BEGIN
  UPDATE script_version SET n = n + 1;
END;

CREATE TRIGGER script_removed AFTER DELETE ON script
BEGIN
  UPDATE script_version SET n = n + 1;
END;
