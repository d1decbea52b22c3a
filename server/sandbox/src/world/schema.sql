-- The world of the networks. A token is a row and causes act on rows, so nothing here says what an endpoint shall answer.
-- Times are milliseconds UTC by the sandbox's own clock.

CREATE TABLE clock (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    ahead_ms INTEGER NOT NULL
);
INSERT INTO clock VALUES (1, 0);

CREATE TABLE people (
    id             TEXT PRIMARY KEY,
    network        TEXT NOT NULL,
    name           TEXT NOT NULL,
    handle         TEXT NOT NULL,
    login          TEXT NOT NULL,
    password       TEXT NOT NULL,
    first_password TEXT NOT NULL,
    changes        INTEGER NOT NULL DEFAULT 0,
    state          TEXT NOT NULL DEFAULT 'active',
    UNIQUE (network, login)
);

CREATE TABLE channels (
    id        TEXT PRIMARY KEY,
    network   TEXT NOT NULL,
    name      TEXT NOT NULL,
    category  TEXT NOT NULL,
    followers INTEGER NOT NULL,
    -- The channel through which this one is reached, where nobody has a role of its own on it.
    hangs_on  TEXT
);

CREATE TABLE roles (
    person_id  TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    role       TEXT NOT NULL,
    held       INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (person_id, channel_id)
);

CREATE TABLE clients (
    network       TEXT NOT NULL,
    client_id     TEXT NOT NULL,
    client_secret TEXT,
    redirect_uris TEXT NOT NULL,
    -- Under which of a network's rules it was registered, where they have changed; none is today's.
    generation    TEXT,
    partner       INTEGER NOT NULL DEFAULT 0,
    testing       INTEGER NOT NULL DEFAULT 0,
    -- Where the network tells it things of its own accord, and the word by which it knows that it is asked for.
    push_url      TEXT,
    verify_token  TEXT,
    PRIMARY KEY (network, client_id)
);

-- One per person and client; what it covers is replaced by each consent.
CREATE TABLE grants (
    network    TEXT NOT NULL,
    person_id  TEXT NOT NULL,
    client_id  TEXT NOT NULL,
    scoped_id  TEXT NOT NULL,
    scopes     TEXT NOT NULL,
    declined   TEXT NOT NULL DEFAULT '[]',
    channels   TEXT NOT NULL,
    removed    INTEGER NOT NULL DEFAULT 0,
    granted_at INTEGER NOT NULL,
    PRIMARY KEY (network, person_id, client_id)
);

CREATE TABLE sessions (
    id        TEXT PRIMARY KEY,
    network   TEXT NOT NULL,
    person_id TEXT NOT NULL
);

-- An authorization that a browser has begun and not finished; `typed` names who typed the password during it.
CREATE TABLE flows (
    id         TEXT PRIMARY KEY,
    network    TEXT NOT NULL,
    ask        TEXT NOT NULL,
    typed      TEXT,
    created_at INTEGER NOT NULL
);

CREATE TABLE codes (
    value        TEXT PRIMARY KEY,
    network      TEXT NOT NULL,
    client_id    TEXT NOT NULL,
    person_id    TEXT NOT NULL,
    redirect_uri TEXT NOT NULL,
    scopes       TEXT NOT NULL,
    challenge    TEXT,
    channels     TEXT NOT NULL,
    extras       TEXT NOT NULL,
    expires_at   INTEGER NOT NULL,
    used         INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE tokens (
    value       TEXT PRIMARY KEY,
    network     TEXT NOT NULL,
    kind        TEXT NOT NULL,
    person_id   TEXT NOT NULL,
    client_id   TEXT NOT NULL,
    channel_id  TEXT,
    parent      TEXT,
    family      TEXT NOT NULL,
    scopes      TEXT NOT NULL,
    long_lived  INTEGER NOT NULL,
    issued_at   INTEGER NOT NULL,
    expires_at  INTEGER,
    data_access_expires_at INTEGER,
    binding     TEXT,
    death       TEXT
);
CREATE INDEX tokens_of_person ON tokens (person_id, client_id);
CREATE INDEX tokens_of_family ON tokens (family);
CREATE INDEX tokens_of_parent ON tokens (parent, channel_id);

CREATE TABLE posts (
    id         TEXT PRIMARY KEY,
    network    TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    client_id  TEXT,
    text       TEXT NOT NULL,
    reply_to   TEXT,
    created_at INTEGER NOT NULL,
    likes      INTEGER NOT NULL DEFAULT 0,
    shares     INTEGER NOT NULL DEFAULT 0,
    views      INTEGER NOT NULL DEFAULT 0,
    link       TEXT
);
CREATE INDEX posts_of_channel ON posts (channel_id, created_at);
CREATE INDEX posts_by_time ON posts (created_at);
CREATE INDEX posts_by_reply ON posts (reply_to) WHERE reply_to IS NOT NULL;

-- What was shown to a network, uploaded or fetched by it; a post's once it is published with it. The bytes themselves are
-- not kept.
CREATE TABLE media (
    network    TEXT NOT NULL,
    id         TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    kind       TEXT NOT NULL,
    bytes      INTEGER NOT NULL,
    sha256     TEXT NOT NULL,
    post_id    TEXT,
    PRIMARY KEY (network, id)
);
CREATE INDEX media_of_post ON media (network, post_id) WHERE post_id IS NOT NULL;

CREATE TABLE comments (
    id         TEXT PRIMARY KEY,
    post_id    TEXT NOT NULL,
    parent     TEXT,
    author_id  TEXT NOT NULL,
    author     TEXT NOT NULL,
    text       TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    likes      INTEGER NOT NULL DEFAULT 0,
    -- By the channel below whose post it stands.
    liked      INTEGER NOT NULL DEFAULT 0,
    hidden     INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX comments_of_post ON comments (post_id, created_at);
CREATE INDEX comments_of_author ON comments (author_id, created_at);

CREATE TABLE statistics (
    channel_id TEXT NOT NULL,
    metric     TEXT NOT NULL,
    day        INTEGER NOT NULL,
    value      INTEGER NOT NULL,
    PRIMARY KEY (channel_id, metric, day)
);

-- Small things a network remembers of a client between two calls: media containers, pushed requests, upload sessions.
CREATE TABLE notes (
    network    TEXT NOT NULL,
    kind       TEXT NOT NULL,
    id         TEXT NOT NULL,
    value      TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (network, kind, id)
);
CREATE INDEX notes_by_end ON notes (expires_at);

-- What networks told clients of their own accord, as it was signed: sent again, it is the very same message.
CREATE TABLE pushes (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    network       TEXT NOT NULL,
    client_id     TEXT NOT NULL,
    person_id     TEXT NOT NULL,
    kind          TEXT NOT NULL,
    headers       TEXT NOT NULL,
    body          TEXT NOT NULL,
    forged        INTEGER NOT NULL,
    wants_receipt INTEGER NOT NULL,
    at            INTEGER NOT NULL,
    tries         INTEGER NOT NULL DEFAULT 0,
    delivered     INTEGER NOT NULL DEFAULT 0,
    -- What came of the last try: what was answered, why that does not do, and what a request to delete is known by.
    status        INTEGER,
    trouble       TEXT,
    receipt       TEXT,
    -- When it is tried next by itself; none once it was taken or given up.
    due           INTEGER
);
CREATE INDEX pushes_by_due ON pushes (due) WHERE due IS NOT NULL;
CREATE INDEX pushes_of_person ON pushes (person_id);

CREATE TABLE faults (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    network   TEXT NOT NULL,
    kind      TEXT NOT NULL,
    remaining INTEGER NOT NULL
);

CREATE TABLE calls (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    network TEXT NOT NULL,
    method  TEXT NOT NULL,
    path    TEXT NOT NULL,
    status  INTEGER NOT NULL,
    at      INTEGER NOT NULL
);

-- How much of a rate limit is spent: one row per identity and endpoint.
CREATE TABLE rates (
    network TEXT NOT NULL,
    bucket  TEXT NOT NULL,
    opened  INTEGER NOT NULL,
    used    INTEGER NOT NULL,
    PRIMARY KEY (network, bucket)
);
