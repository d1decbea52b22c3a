-- The same tables as SQLite's, in the words of PostgreSQL. See README.md in this folder for what is avoided here.
--
-- Keys lead with the workspace, except for people, their sessions, attempts, and what is known about a network.
-- Times are milliseconds since 1970 in UTC. Ids are UUIDs as text. Values of several parts are JSON as text: nothing asks
-- the database to look into them. What is sorted is sorted byte by byte, as SQLite and Rust do.

-- Facts about the whole installation, and rows that are locked where something must happen once.
CREATE TABLE installation (
    fact  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

-- What the installation itself must keep secret: the key of fingerprints, keys that sign. Sealed like everything.
CREATE TABLE installation_secrets (
    name   TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    secret BYTEA NOT NULL
);

CREATE TABLE workspaces (
    id         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    name       TEXT   NOT NULL,
    -- The number of the newest event, raised in the transaction that writes it.
    last_event BIGINT NOT NULL DEFAULT 0,
    made_at    BIGINT NOT NULL
);

CREATE TABLE persons (
    id            TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    name          TEXT   NOT NULL,
    email         TEXT   NOT NULL,
    -- The address without case, as it is compared.
    email_key     TEXT   NOT NULL UNIQUE,
    password_hash TEXT   NOT NULL,
    made_at       BIGINT NOT NULL
);

CREATE TABLE memberships (
    workspace TEXT COLLATE "C" NOT NULL REFERENCES workspaces (id),
    person    TEXT COLLATE "C" NOT NULL REFERENCES persons (id),
    role      TEXT   NOT NULL CHECK (role IN ('master', 'regular')),
    made_at   BIGINT NOT NULL,
    PRIMARY KEY (workspace, person)
);

CREATE INDEX memberships_by_person ON memberships (person, made_at);
CREATE INDEX memberships_by_role ON memberships (role, workspace);

CREATE TABLE sessions (
    digest    BYTEA  NOT NULL PRIMARY KEY,
    person    TEXT COLLATE "C" NOT NULL,
    workspace TEXT COLLATE "C" NOT NULL,
    opened_at BIGINT NOT NULL,
    ends_at   BIGINT NOT NULL,
    FOREIGN KEY (workspace, person) REFERENCES memberships (workspace, person) ON DELETE CASCADE
);

CREATE INDEX sessions_by_end ON sessions (ends_at);
CREATE INDEX sessions_by_membership ON sessions (workspace, person);

CREATE TABLE attempts (
    key     TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    made    BIGINT NOT NULL,
    ends_at BIGINT NOT NULL
);

CREATE INDEX attempts_by_end ON attempts (ends_at);

CREATE TABLE profiles (
    workspace           TEXT COLLATE "C" NOT NULL REFERENCES workspaces (id),
    id                  TEXT COLLATE "C" NOT NULL,
    network             TEXT COLLATE "C" NOT NULL,
    issuer              TEXT COLLATE "C" NOT NULL,
    subject             TEXT COLLATE "C" NOT NULL,
    name                TEXT    NOT NULL,
    handle              TEXT,
    avatar              TEXT,
    fingerprint         BYTEA   NOT NULL,
    -- The login that several identities of one person share.
    login               TEXT,
    -- The id by which a network's own messages name somebody, where it is another one, and its fingerprint.
    told_as             TEXT,
    told_as_fingerprint BYTEA,
    health              TEXT    NOT NULL,
    checked_at          BIGINT,
    -- When a person will be needed, as health tells it.
    needed_at           BIGINT,
    -- Derived, for order and search: 0 is the red frame (a dead grant or a lost channel); names without case.
    severity            BIGINT  NOT NULL CHECK (severity BETWEEN 0 AND 3),
    sort_name           TEXT COLLATE "C" NOT NULL,
    search              TEXT    NOT NULL,
    -- The grant: facts, sealed tokens, and what guards their renewal.
    grant_facts         TEXT    NOT NULL,
    version             BIGINT  NOT NULL,
    access_sealed       BYTEA   NOT NULL,
    refresh_sealed      BYTEA,
    fence               BIGINT  NOT NULL DEFAULT 0,
    leased              BOOLEAN NOT NULL DEFAULT FALSE,
    intent_digest       BYTEA,
    intent_at           BIGINT,
    -- When it is renewed and when it is asked about. The earlier of both is when it is due, in the lane that bucket numbers.
    renew_at            BIGINT,
    ask_at              BIGINT  NOT NULL,
    bucket              BIGINT  NOT NULL,
    due_at              BIGINT  NOT NULL,
    PRIMARY KEY (workspace, id),
    UNIQUE (workspace, network, issuer, subject)
);

CREATE INDEX profiles_in_order ON profiles (workspace, severity, sort_name, id);
CREATE INDEX profiles_by_fingerprint ON profiles (fingerprint);
CREATE INDEX profiles_by_told_as ON profiles (told_as_fingerprint) WHERE told_as_fingerprint IS NOT NULL;
CREATE INDEX profiles_by_login ON profiles (network, login) WHERE login IS NOT NULL;
CREATE INDEX profiles_due ON profiles (bucket, due_at, workspace, id);
CREATE INDEX profiles_foreseen ON profiles (workspace, needed_at) WHERE needed_at IS NOT NULL;

CREATE TABLE channels (
    workspace    TEXT COLLATE "C" NOT NULL,
    profile      TEXT COLLATE "C" NOT NULL,
    id           TEXT COLLATE "C" NOT NULL,
    remote_id    TEXT COLLATE "C" NOT NULL,
    name         TEXT NOT NULL,
    avatar       TEXT,
    token_sealed BYTEA,
    losses       TEXT NOT NULL,
    PRIMARY KEY (workspace, profile, id),
    UNIQUE (workspace, profile, remote_id),
    FOREIGN KEY (workspace, profile) REFERENCES profiles (workspace, id) ON DELETE CASCADE
);

CREATE TABLE authorizations (
    workspace TEXT COLLATE "C" NOT NULL REFERENCES workspaces (id),
    id        TEXT COLLATE "C" NOT NULL UNIQUE,
    person    TEXT COLLATE "C" NOT NULL REFERENCES persons (id),
    network   TEXT    NOT NULL,
    -- The profile to be mended; NULL where a new one is to be linked.
    profile   TEXT,
    begun_at  BIGINT  NOT NULL,
    windowed  BOOLEAN NOT NULL,
    issuer    TEXT    NOT NULL,
    state     BYTEA   NOT NULL UNIQUE,
    cookie    BYTEA   NOT NULL,
    verifier  BYTEA,
    memo      BYTEA,
    stage     TEXT    NOT NULL CHECK (stage IN ('pending', 'completed', 'consumed', 'failed')),
    outcome   TEXT,
    -- A day after it ended or expired.
    forget_at BIGINT  NOT NULL,
    PRIMARY KEY (workspace, id),
    CHECK ((outcome IS NOT NULL) = (stage IN ('consumed', 'failed')))
);

CREATE INDEX authorizations_to_forget ON authorizations (forget_at);

CREATE TABLE events (
    workspace TEXT COLLATE "C" NOT NULL REFERENCES workspaces (id),
    id        BIGINT NOT NULL,
    at        BIGINT NOT NULL,
    what      TEXT   NOT NULL,
    PRIMARY KEY (workspace, id)
);

CREATE INDEX events_by_age ON events (at);

-- Nothing refers to the audit log and it refers to nothing: it outlives what it tells of.
CREATE TABLE audit (
    id           BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    workspace    TEXT COLLATE "C",
    person       TEXT,
    what         TEXT   NOT NULL,
    about        TEXT   NOT NULL,
    from_address TEXT   NOT NULL,
    at           BIGINT NOT NULL
);

CREATE INDEX audit_of_workspace ON audit (workspace, id);

-- What is known of a network, not of anybody's: no workspace.
CREATE TABLE network_standings (
    network  TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    -- Failures in a row, as long as the network is fine.
    failures BIGINT NOT NULL,
    standing TEXT   NOT NULL
);

CREATE TABLE network_servers (
    network TEXT COLLATE "C" NOT NULL,
    server  TEXT COLLATE "C" NOT NULL,
    secret  BYTEA  NOT NULL,
    kept_at BIGINT NOT NULL,
    PRIMARY KEY (network, server)
);

-- What networks told by themselves, once each.
CREATE TABLE heard_signals (
    network  TEXT   NOT NULL,
    id       TEXT   NOT NULL,
    heard_at BIGINT NOT NULL,
    PRIMARY KEY (network, id)
);

CREATE INDEX heard_signals_by_age ON heard_signals (heard_at);

CREATE TABLE calendar_feeds (
    workspace TEXT COLLATE "C" NOT NULL,
    person    TEXT COLLATE "C" NOT NULL,
    secret    BYTEA NOT NULL UNIQUE,
    PRIMARY KEY (workspace, person),
    FOREIGN KEY (workspace, person) REFERENCES memberships (workspace, person) ON DELETE CASCADE
);
