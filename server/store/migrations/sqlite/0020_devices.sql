-- Browsers and phones on which people hear their notices, each in one workspace of theirs.
CREATE TABLE devices (
    workspace    TEXT    NOT NULL,
    id           TEXT    NOT NULL,
    person       TEXT    NOT NULL,
    -- What its browser calls itself.
    agent        TEXT    NOT NULL,
    -- What the address at its push service hashes to; NULL once nobody listens there.
    endpoint     BLOB,
    -- That address, and the keys of its subscription.
    sealed       BLOB,
    -- The session in which it was named.
    session      BLOB    NOT NULL,
    made_at      INTEGER NOT NULL,
    -- When its push service took the last message that it took.
    delivered_at INTEGER,
    -- When it was asked last, and what it answered.
    answered_at  INTEGER,
    answer       TEXT,
    gone_at      INTEGER,
    -- Until when nothing is sent to it: a message is under way, or was not taken.
    busy_until   INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (workspace, id),
    FOREIGN KEY (workspace, person) REFERENCES memberships (workspace, person) ON DELETE CASCADE
) STRICT;

CREATE UNIQUE INDEX devices_at ON devices (endpoint, workspace) WHERE endpoint IS NOT NULL;
CREATE INDEX devices_of_person ON devices (person, workspace);
CREATE INDEX devices_of_session ON devices (session);

-- Messages on their way to them. Posted in the unit that writes down that they were told; gone once they are settled.
CREATE TABLE pushes (
    workspace TEXT    NOT NULL,
    id        TEXT    NOT NULL,
    device    TEXT    NOT NULL,
    facts     TEXT    NOT NULL,
    posted_at INTEGER NOT NULL,
    attempts  INTEGER NOT NULL,
    due_at    INTEGER NOT NULL,
    PRIMARY KEY (workspace, id),
    FOREIGN KEY (workspace, device) REFERENCES devices (workspace, id) ON DELETE CASCADE
) STRICT;

CREATE INDEX pushes_due ON pushes (due_at);
CREATE INDEX pushes_of_device ON pushes (workspace, device, due_at);
