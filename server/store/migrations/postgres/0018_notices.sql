-- Up to which event each workspace was heard by whoever tells notices, and when to look at it again.
CREATE TABLE notice_turns (
    workspace TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES workspaces (id),
    heard     BIGINT NOT NULL,
    -- Raised by every look, so that of two who look at once one tells.
    looked    BIGINT NOT NULL,
    look_at   BIGINT
);

CREATE INDEX notice_turns_due ON notice_turns (look_at) WHERE look_at IS NOT NULL;

-- What is so, until everybody has been told that it is over.
CREATE TABLE incidents (
    workspace TEXT COLLATE "C" NOT NULL REFERENCES workspaces (id),
    subject   TEXT COLLATE "C" NOT NULL,
    incident  TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (workspace, subject)
);

-- What somebody chose to be told, and when not.
CREATE TABLE notice_choices (
    workspace TEXT COLLATE "C" NOT NULL,
    person    TEXT COLLATE "C" NOT NULL,
    choices   TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (workspace, person),
    FOREIGN KEY (workspace, person) REFERENCES memberships (workspace, person) ON DELETE CASCADE
);
