-- When a variable is to be gone, such as the secret that stands for one argument of a job; null for never.

ALTER TABLE variable ADD COLUMN expires_at INTEGER;
