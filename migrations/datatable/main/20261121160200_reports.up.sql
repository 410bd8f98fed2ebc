-- Reports. The id is derived of what a report is about, so that making it again replaces it.
CREATE TABLE reports (
  id text PRIMARY KEY,
  user_id text NOT NULL,
  session_id text NOT NULL,
  title text NOT NULL,
  -- Markdown, which shows the chart as chart.svg.
  markdown text NOT NULL,
  chart text NOT NULL,
  -- The numbers in it.
  data jsonb NOT NULL,
  made_at timestamptz NOT NULL,
  -- Who has got it by mail.
  mailed_to text[] NOT NULL DEFAULT '{}'
);
CREATE INDEX reports_user ON reports (user_id, made_at DESC);
