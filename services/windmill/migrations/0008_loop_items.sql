-- What the loop under way in a flow goes over, a row each: kept apart from the flow's status, which is written anew with
-- every iteration.

CREATE TABLE loop_item (
  flow_id TEXT NOT NULL REFERENCES job (id) ON DELETE CASCADE,
  at      INTEGER NOT NULL,
  item    TEXT NOT NULL,
  PRIMARY KEY (flow_id, at)
) STRICT, WITHOUT ROWID;

-- Loops that were under way when statuses still held it.
INSERT INTO loop_item (flow_id, at, item)
SELECT status.id, items.key, status.flow_status -> ('$.modules[' || modules.key || '].iterator.itered[' || items.key || ']')
FROM job_status AS status
JOIN job_queue ON job_queue.id = status.id,
  json_each(status.flow_status, '$.modules') AS modules,
  json_each(modules.value, '$.iterator.itered') AS items
WHERE modules.key = status.flow_status ->> '$.step';
