-- Posts for social networks. The states and their moves: f/openanalyst/store/posts.ts.
CREATE TABLE posts (
  id text PRIMARY KEY,
  -- Whose post it is, and whose pages are told what becomes of it.
  user_id text NOT NULL,
  session_id text NOT NULL,
  -- The path of the resource of type social_api.
  api text NOT NULL,
  text text NOT NULL,
  link text,
  status text NOT NULL CHECK (status IN ('draft', 'scheduled', 'publishing', 'published', 'failed')),
  -- When it is to be published, or tried again.
  due_at timestamptz,
  -- What the API knows the same post by, however often it is handed over.
  delivery_key text NOT NULL UNIQUE,
  -- Deliveries since it was scheduled last.
  tries int NOT NULL DEFAULT 0,
  -- The job that publishes it, and until when no other may.
  claimed_by text,
  claimed_until timestamptz,
  external_id text,
  url text,
  error jsonb,
  created_at timestamptz NOT NULL,
  published_at timestamptz,
  CHECK (status <> 'scheduled' OR due_at IS NOT NULL),
  CHECK ((status = 'publishing') = (claimed_by IS NOT NULL AND claimed_until IS NOT NULL)),
  CHECK ((status = 'published') = (external_id IS NOT NULL AND published_at IS NOT NULL)),
  CHECK ((status = 'failed') <= (error IS NOT NULL))
);
CREATE INDEX posts_due ON posts (user_id, due_at) WHERE status IN ('scheduled', 'publishing');
CREATE INDEX posts_published ON posts (user_id, published_at) WHERE status = 'published';

-- Each time that a post was handed to its API. One without an outcome was cut off, or goes on.
CREATE TABLE post_deliveries (
  post_id text NOT NULL REFERENCES posts ON DELETE CASCADE,
  number int NOT NULL,
  job_id text NOT NULL,
  begun_at timestamptz NOT NULL,
  ended_at timestamptz,
  -- delivered, repeated (the API had it already), delayed (later again), refused
  outcome text CHECK (outcome IN ('delivered', 'repeated', 'delayed', 'refused')),
  error jsonb,
  PRIMARY KEY (post_id, number),
  CHECK ((outcome IS NULL) = (ended_at IS NULL))
);

-- What became of published posts, as it was counted at a time.
CREATE TABLE post_engagement (
  post_id text NOT NULL REFERENCES posts ON DELETE CASCADE,
  at timestamptz NOT NULL,
  impressions bigint NOT NULL,
  likes bigint NOT NULL,
  comments bigint NOT NULL,
  shares bigint NOT NULL,
  PRIMARY KEY (post_id, at)
);
