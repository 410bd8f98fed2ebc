DROP TABLE replays;
DROP TABLE recordings;
DROP TABLE evaluation_cases;
DROP TABLE evaluations;
