CREATE TABLE event_counters (
  run_id text PRIMARY KEY,
  last_seq bigint NOT NULL
);
INSERT INTO event_counters (run_id, last_seq) SELECT run_id, max(seq) FROM events GROUP BY run_id;
