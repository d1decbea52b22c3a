-- Keys lead with the workspace, except for people, their sessions, attempts, and what is known about a network.
-- Times are milliseconds since 1970 in UTC. Ids are UUIDs as text. Values of several parts are JSON.

CREATE TABLE workspaces (
    id         TEXT    NOT NULL PRIMARY KEY,
    name       TEXT    NOT NULL,
    -- The number of the newest event, raised in the transaction that writes it.
    last_event INTEGER NOT NULL DEFAULT 0,
    made_at    INTEGER NOT NULL
) STRICT;

CREATE TABLE persons (
    id            TEXT    NOT NULL PRIMARY KEY,
    name          TEXT    NOT NULL,
    email         TEXT    NOT NULL,
    -- The address without case, as it is compared.
    email_key     TEXT    NOT NULL UNIQUE,
    password_hash TEXT    NOT NULL,
    made_at       INTEGER NOT NULL
) STRICT;

CREATE TABLE memberships (
    workspace TEXT    NOT NULL REFERENCES workspaces (id),
    person    TEXT    NOT NULL REFERENCES persons (id),
    role      TEXT    NOT NULL CHECK (role IN ('master', 'regular')),
    made_at   INTEGER NOT NULL,
    PRIMARY KEY (workspace, person)
) STRICT;

CREATE INDEX memberships_by_person ON memberships (person, made_at);
CREATE INDEX memberships_by_role ON memberships (role, workspace);

CREATE TABLE sessions (
    digest    BLOB    NOT NULL PRIMARY KEY,
    person    TEXT    NOT NULL,
    workspace TEXT    NOT NULL,
    opened_at INTEGER NOT NULL,
    ends_at   INTEGER NOT NULL,
    FOREIGN KEY (workspace, person) REFERENCES memberships (workspace, person) ON DELETE CASCADE
) STRICT;

CREATE INDEX sessions_by_end ON sessions (ends_at);
CREATE INDEX sessions_by_membership ON sessions (workspace, person);

CREATE TABLE attempts (
    key     TEXT    NOT NULL PRIMARY KEY,
    made    INTEGER NOT NULL,
    ends_at INTEGER NOT NULL
) STRICT;

CREATE INDEX attempts_by_end ON attempts (ends_at);

CREATE TABLE profiles (
    workspace      TEXT    NOT NULL REFERENCES workspaces (id),
    id             TEXT    NOT NULL,
    network        TEXT    NOT NULL,
    issuer         TEXT    NOT NULL,
    subject        TEXT    NOT NULL,
    name           TEXT    NOT NULL,
    handle         TEXT,
    avatar         TEXT,
    fingerprint    BLOB    NOT NULL,
    health         TEXT    NOT NULL,
    checked_at     INTEGER,
    -- Derived, for order and search: 0 is the red frame (a dead grant or a lost channel); names without case.
    severity       INTEGER NOT NULL CHECK (severity BETWEEN 0 AND 3),
    sort_name      TEXT    NOT NULL,
    search         TEXT    NOT NULL,
    -- The grant: facts, sealed tokens, and what guards their renewal.
    grant_facts    TEXT    NOT NULL,
    version        INTEGER NOT NULL,
    access_sealed  BLOB    NOT NULL,
    refresh_sealed BLOB,
    fence          INTEGER NOT NULL DEFAULT 0,
    lease_until    INTEGER,
    intent_digest  BLOB,
    intent_at      INTEGER,
    -- The next check. One bucket until several workers share the queue; it is in the key so that they can.
    bucket         INTEGER NOT NULL DEFAULT 0,
    due_at         INTEGER NOT NULL,
    PRIMARY KEY (workspace, id),
    UNIQUE (workspace, network, issuer, subject)
) STRICT;

CREATE INDEX profiles_in_order ON profiles (workspace, severity, sort_name, id);
CREATE INDEX profiles_by_fingerprint ON profiles (fingerprint);
CREATE INDEX profiles_due ON profiles (bucket, due_at, workspace, id);

CREATE TABLE channels (
    workspace    TEXT NOT NULL,
    profile      TEXT NOT NULL,
    id           TEXT NOT NULL,
    remote_id    TEXT NOT NULL,
    name         TEXT NOT NULL,
    avatar       TEXT,
    token_sealed BLOB,
    losses       TEXT NOT NULL,
    PRIMARY KEY (workspace, profile, id),
    UNIQUE (workspace, profile, remote_id),
    FOREIGN KEY (workspace, profile) REFERENCES profiles (workspace, id) ON DELETE CASCADE
) STRICT;

CREATE TABLE authorizations (
    workspace TEXT    NOT NULL REFERENCES workspaces (id),
    id        TEXT    NOT NULL UNIQUE,
    person    TEXT    NOT NULL REFERENCES persons (id),
    network   TEXT    NOT NULL,
    -- The profile to be mended; NULL where a new one is to be linked.
    profile   TEXT,
    begun_at  INTEGER NOT NULL,
    windowed  INTEGER NOT NULL,
    state     BLOB    NOT NULL UNIQUE,
    cookie    BLOB    NOT NULL,
    verifier  BLOB,
    stage     TEXT    NOT NULL CHECK (stage IN ('pending', 'completed', 'consumed', 'failed')),
    outcome   TEXT,
    -- A day after it ended or expired.
    forget_at INTEGER NOT NULL,
    PRIMARY KEY (workspace, id),
    CHECK ((outcome IS NOT NULL) = (stage IN ('consumed', 'failed')))
) STRICT;

CREATE INDEX authorizations_to_forget ON authorizations (forget_at);

CREATE TABLE events (
    workspace TEXT    NOT NULL REFERENCES workspaces (id),
    id        INTEGER NOT NULL,
    at        INTEGER NOT NULL,
    what      TEXT    NOT NULL,
    PRIMARY KEY (workspace, id)
) STRICT;

CREATE INDEX events_by_age ON events (at);

-- Nothing refers to the audit log and it refers to nothing: it outlives what it tells of.
CREATE TABLE audit (
    id           INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    workspace    TEXT,
    person       TEXT,
    what         TEXT    NOT NULL,
    about        TEXT    NOT NULL,
    from_address TEXT    NOT NULL,
    at           INTEGER NOT NULL
) STRICT;

CREATE INDEX audit_of_workspace ON audit (workspace, id);

CREATE TABLE network_standings (
    network  TEXT    NOT NULL PRIMARY KEY,
    -- Failures in a row, as long as the network is fine.
    failures INTEGER NOT NULL,
    standing TEXT    NOT NULL
) STRICT;
