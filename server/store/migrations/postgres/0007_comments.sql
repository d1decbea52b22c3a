-- How far the comments of each channel were heard, and when it has its turn to be heard.
CREATE TABLE listenings (
    workspace   TEXT COLLATE "C" NOT NULL,
    channel     TEXT COLLATE "C" NOT NULL,
    bucket      BIGINT NOT NULL DEFAULT 0,
    due_at      BIGINT,
    heard_until BIGINT,
    is_blind    BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (workspace, channel),
    FOREIGN KEY (workspace, channel) REFERENCES channel_identities (workspace, id)
);

CREATE INDEX listenings_due ON listenings (bucket, due_at, workspace, channel) WHERE due_at IS NOT NULL;

INSERT INTO listenings (workspace, channel, due_at) SELECT workspace, id, 0 FROM channel_identities;

-- Periods whose comments a network no longer tells.
CREATE TABLE unheard_periods (
    workspace TEXT COLLATE "C" NOT NULL,
    channel   TEXT COLLATE "C" NOT NULL,
    from_at   BIGINT NOT NULL,
    until_at  BIGINT NOT NULL,
    PRIMARY KEY (workspace, channel, from_at),
    FOREIGN KEY (workspace, channel) REFERENCES channel_identities (workspace, id)
);

CREATE TABLE comments (
    workspace TEXT COLLATE "C" NOT NULL,
    id        TEXT COLLATE "C" NOT NULL,
    channel   TEXT COLLATE "C" NOT NULL,
    remote_id TEXT COLLATE "C" NOT NULL,
    post      TEXT COLLATE "C" NOT NULL,
    parent    TEXT,
    author    TEXT,
    text      TEXT NOT NULL,
    at        BIGINT NOT NULL,
    heard_at  BIGINT NOT NULL,
    is_late   BOOLEAN NOT NULL,
    state     TEXT COLLATE "C" NOT NULL,
    is_hidden BOOLEAN NOT NULL,
    is_liked  BOOLEAN NOT NULL,
    assignee  TEXT COLLATE "C",
    version   BIGINT NOT NULL,
    PRIMARY KEY (workspace, id),
    UNIQUE (workspace, channel, remote_id),
    FOREIGN KEY (workspace, channel) REFERENCES channel_identities (workspace, id)
);

-- Whichever comments a queue shows, they are read in its order.
CREATE INDEX comments_in_order ON comments (workspace, at, id, channel) WHERE state <> 'own';
CREATE INDEX comments_by_state ON comments (workspace, state, at, id, channel);
CREATE INDEX comments_hidden ON comments (workspace, at, id, channel) WHERE is_hidden;
CREATE INDEX comments_assigned ON comments (workspace, at, id, channel, assignee) WHERE assignee IS NOT NULL;
CREATE INDEX comments_in_thread ON comments (workspace, channel, post, at, id);
-- Holds all that is counted.
CREATE INDEX comments_of_channel ON comments (workspace, channel, at, state, is_hidden, assignee);

CREATE TABLE replies (
    workspace  TEXT COLLATE "C" NOT NULL,
    id         TEXT COLLATE "C" NOT NULL,
    comment    TEXT COLLATE "C" NOT NULL,
    channel    TEXT COLLATE "C" NOT NULL,
    text       TEXT NOT NULL,
    author     TEXT COLLATE "C" NOT NULL,
    made_at    BIGINT NOT NULL,
    state      TEXT COLLATE "C" NOT NULL,
    facts      TEXT NOT NULL,
    step       BIGINT NOT NULL,
    -- Derived. Whether the server has something to do about it, whether it may have reached the network, and as what it did.
    is_open    BOOLEAN NOT NULL,
    may_be_out BOOLEAN NOT NULL,
    remote_id  TEXT COLLATE "C",
    PRIMARY KEY (workspace, id),
    FOREIGN KEY (workspace, comment) REFERENCES comments (workspace, id)
);

CREATE INDEX replies_of_comment ON replies (workspace, comment, made_at, id);
CREATE INDEX replies_open ON replies (workspace, channel, made_at, id) WHERE is_open;
CREATE INDEX replies_sent ON replies (workspace, channel, remote_id) WHERE remote_id IS NOT NULL;

-- Who may do what with the comments of which channel. Master Accounts need no row.
CREATE TABLE community_roles (
    workspace TEXT COLLATE "C" NOT NULL,
    person    TEXT COLLATE "C" NOT NULL,
    channel   TEXT COLLATE "C" NOT NULL,
    role      TEXT NOT NULL,
    PRIMARY KEY (workspace, person, channel),
    FOREIGN KEY (workspace, person) REFERENCES memberships (workspace, person) ON DELETE CASCADE,
    FOREIGN KEY (workspace, channel) REFERENCES channel_identities (workspace, id)
);
