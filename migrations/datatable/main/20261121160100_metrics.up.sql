-- Numbers over time, as their sources gave them. A source that gives another number for the same time corrects itself.
CREATE TABLE metrics (
  -- The path of the resource that it comes from.
  source text NOT NULL,
  metric text NOT NULL,
  at timestamptz NOT NULL,
  value double precision NOT NULL,
  fetched_at timestamptz NOT NULL,
  PRIMARY KEY (source, metric, at)
);
CREATE INDEX metrics_at ON metrics (metric, at);
