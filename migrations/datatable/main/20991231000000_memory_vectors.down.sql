ALTER TABLE memories DROP COLUMN embedding, DROP COLUMN embedding_model;
