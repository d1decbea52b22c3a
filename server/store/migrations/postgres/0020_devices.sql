-- Browsers and phones on which people hear their notices, each in one workspace of theirs.
CREATE TABLE devices (
    workspace    TEXT COLLATE "C" NOT NULL,
    id           TEXT COLLATE "C" NOT NULL,
    person       TEXT COLLATE "C" NOT NULL,
    -- What its browser calls itself.
    agent        TEXT    NOT NULL,
    -- What the address at its push service hashes to; NULL once nobody listens there.
    endpoint     BYTEA,
    -- That address, and the keys of its subscription.
    sealed       BYTEA,
    -- The session in which it was named.
    session      BYTEA   NOT NULL,
    made_at      BIGINT NOT NULL,
    -- When its push service took the last message that it took.
    delivered_at BIGINT,
    -- When it was asked last, and what it answered.
    answered_at  BIGINT,
    answer       TEXT,
    gone_at      BIGINT,
    -- Until when nothing is sent to it: a message is under way, or was not taken.
    busy_until   BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (workspace, id),
    FOREIGN KEY (workspace, person) REFERENCES memberships (workspace, person) ON DELETE CASCADE
);

CREATE UNIQUE INDEX devices_at ON devices (endpoint, workspace) WHERE endpoint IS NOT NULL;
CREATE INDEX devices_of_person ON devices (person, workspace);
CREATE INDEX devices_of_session ON devices (session);

-- Messages on their way to them. Posted in the unit that writes down that they were told; gone once they are settled.
CREATE TABLE pushes (
    workspace TEXT COLLATE "C" NOT NULL,
    id        TEXT COLLATE "C" NOT NULL,
    device    TEXT COLLATE "C" NOT NULL,
    facts     TEXT    NOT NULL,
    posted_at BIGINT NOT NULL,
    attempts  BIGINT NOT NULL,
    due_at    BIGINT NOT NULL,
    PRIMARY KEY (workspace, id),
    FOREIGN KEY (workspace, device) REFERENCES devices (workspace, id) ON DELETE CASCADE
);

CREATE INDEX pushes_due ON pushes (due_at);
CREATE INDEX pushes_of_device ON pushes (workspace, device, due_at);
