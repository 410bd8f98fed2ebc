-- Counts the changes of HTTP triggers, so that the server knows when its table of routes is out of date, whoever
-- changed them.

CREATE TABLE route_version (
  n INTEGER NOT NULL
) STRICT;
INSERT INTO route_version (n) VALUES (1);

CREATE TRIGGER route_added AFTER INSERT ON "trigger" WHEN new.kind = 'http'
BEGIN
  UPDATE route_version SET n = n + 1;
END;

CREATE TRIGGER route_changed AFTER UPDATE ON "trigger" WHEN new.kind = 'http'
BEGIN
  UPDATE route_version SET n = n + 1;
END;

CREATE TRIGGER route_removed AFTER DELETE ON "trigger" WHEN old.kind = 'http'
BEGIN
  UPDATE route_version SET n = n + 1;
END;
