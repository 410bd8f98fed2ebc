DROP TABLE memory_changes;
DROP TABLE memories;
