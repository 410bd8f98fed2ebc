-- Vectors of memories, which need the extension pgvector. This is the last migration, whatever comes after, so that all
-- else works where the extension is not installed: give a new migration today's time, which stays before this one. (Those
-- that are pending are applied in the order of their times, also when a later one is applied already.)
CREATE EXTENSION IF NOT EXISTS vector;

ALTER TABLE memories
  ADD COLUMN embedding vector(1536),
  -- The model that made it. Vectors of different models cannot be compared.
  ADD COLUMN embedding_model text,
  ADD CHECK ((embedding IS NULL) = (embedding_model IS NULL));
CREATE INDEX memories_near ON memories USING hnsw (embedding vector_cosine_ops);
