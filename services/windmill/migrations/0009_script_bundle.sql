-- What the CLI has bundled of a script of a codebase; it is run in place of the content.

ALTER TABLE script ADD COLUMN bundle TEXT;
