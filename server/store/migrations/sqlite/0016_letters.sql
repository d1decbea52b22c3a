-- E-mail on its way, and what became of it. A letter is posted in the unit whose deed it tells.
CREATE TABLE letters (
    id           TEXT NOT NULL PRIMARY KEY,
    -- NULL for what concerns a person alone.
    workspace    TEXT REFERENCES workspaces (id),
    recipient    TEXT NOT NULL,
    kind         TEXT NOT NULL,
    -- What it says; NULL once nobody needs it any more.
    sealed       BLOB,
    posted_at    INTEGER NOT NULL,
    attempts     INTEGER NOT NULL,
    -- When it is tried next; NULL once it is settled.
    due_at       INTEGER,
    delivered_at INTEGER,
    given_up_at  INTEGER,
    -- What the mail server answered when it did not take it.
    answer       TEXT
) STRICT;

CREATE INDEX letters_due ON letters (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX letters_of_workspace ON letters (workspace, posted_at);
