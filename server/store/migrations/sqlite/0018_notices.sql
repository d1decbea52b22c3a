-- Up to which event each workspace was heard by whoever tells notices, and when to look at it again.
CREATE TABLE notice_turns (
    workspace TEXT    NOT NULL PRIMARY KEY REFERENCES workspaces (id),
    heard     INTEGER NOT NULL,
    -- Raised by every look, so that of two who look at once one tells.
    looked    INTEGER NOT NULL,
    look_at   INTEGER
) STRICT;

CREATE INDEX notice_turns_due ON notice_turns (look_at) WHERE look_at IS NOT NULL;

-- What is so, until everybody has been told that it is over.
CREATE TABLE incidents (
    workspace TEXT NOT NULL REFERENCES workspaces (id),
    subject   TEXT NOT NULL,
    incident  TEXT NOT NULL,
    PRIMARY KEY (workspace, subject)
) STRICT;

-- What somebody chose to be told, and when not.
CREATE TABLE notice_choices (
    workspace TEXT NOT NULL,
    person    TEXT NOT NULL,
    choices   TEXT NOT NULL,
    PRIMARY KEY (workspace, person),
    FOREIGN KEY (workspace, person) REFERENCES memberships (workspace, person) ON DELETE CASCADE
) STRICT;
