-- Facts about the whole installation, and rows that are locked where something must happen once.
CREATE TABLE installation (
    fact  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
