-- Pictures of posts. Whoever has the name may see the picture: networks fetch it so.
CREATE TABLE pictures (
    workspace TEXT COLLATE "C" NOT NULL REFERENCES workspaces (id),
    id        TEXT COLLATE "C" NOT NULL,
    name      TEXT COLLATE "C" NOT NULL UNIQUE,
    format    TEXT COLLATE "C" NOT NULL,
    size      BIGINT NOT NULL,
    kept_at   BIGINT NOT NULL,
    bytes     BYTEA    NOT NULL,
    PRIMARY KEY (workspace, id)
);

CREATE INDEX pictures_by_age ON pictures (kept_at);

-- One row a post and channel; those of one composition share a group.
CREATE TABLE posts (
    workspace  TEXT COLLATE "C" NOT NULL,
    id         TEXT COLLATE "C" NOT NULL,
    group_id   TEXT COLLATE "C" NOT NULL,
    channel    TEXT COLLATE "C" NOT NULL,
    author     TEXT COLLATE "C" NOT NULL,
    text       TEXT    NOT NULL,
    link       TEXT,
    picture    TEXT COLLATE "C",
    alt        TEXT    NOT NULL,
    at         BIGINT,
    not_after  BIGINT,
    state      TEXT COLLATE "C" NOT NULL,
    facts      TEXT    NOT NULL,
    version    BIGINT NOT NULL,
    step       BIGINT NOT NULL,
    made_at    BIGINT NOT NULL,
    -- Derived. Where it stands in lists: at its time, else where it was written.
    sort_at    BIGINT NOT NULL,
    -- Derived. Its place in its channel's queue, and its last moment there; NULL for what is not in the queue, and the last moment
    -- also for what may be out.
    queue_at   BIGINT,
    last_at    BIGINT,
    -- Derived. Why it is held, to find those that are held for another reason, or not at all.
    held_for   TEXT,
    PRIMARY KEY (workspace, id),
    FOREIGN KEY (workspace, channel) REFERENCES channel_identities (workspace, id),
    FOREIGN KEY (workspace, picture) REFERENCES pictures (workspace, id)
);

CREATE INDEX posts_in_order ON posts (workspace, sort_at, id);
CREATE INDEX posts_by_state ON posts (workspace, state, sort_at, id);
CREATE INDEX posts_by_group ON posts (workspace, group_id, id);
CREATE INDEX posts_by_picture ON posts (workspace, picture) WHERE picture IS NOT NULL;
CREATE INDEX posts_in_queue ON posts (workspace, channel, queue_at, id) WHERE queue_at IS NOT NULL;
CREATE INDEX posts_on_their_way ON posts (workspace, channel, queue_at, id) WHERE state = 'publishing';
CREATE INDEX posts_last ON posts (workspace, channel, last_at) WHERE last_at IS NOT NULL;

-- Each try to publish a post, written before it is sent.
CREATE TABLE post_attempts (
    workspace TEXT COLLATE "C" NOT NULL,
    post      TEXT COLLATE "C" NOT NULL,
    number    BIGINT NOT NULL,
    began_at  BIGINT NOT NULL,
    ended_at  BIGINT,
    outcome   TEXT,
    PRIMARY KEY (workspace, post, number),
    FOREIGN KEY (workspace, post) REFERENCES posts (workspace, id) ON DELETE CASCADE
);

-- The queue of each channel, and when it has its turn.
CREATE TABLE post_queues (
    workspace TEXT COLLATE "C" NOT NULL,
    channel   TEXT COLLATE "C" NOT NULL,
    bucket    BIGINT NOT NULL DEFAULT 0,
    due_at    BIGINT,
    changes   BIGINT NOT NULL,
    holding   BIGINT NOT NULL,
    PRIMARY KEY (workspace, channel),
    FOREIGN KEY (workspace, channel) REFERENCES channel_identities (workspace, id)
);

CREATE INDEX post_queues_due ON post_queues (bucket, due_at, workspace, channel) WHERE due_at IS NOT NULL;

CREATE TABLE slot_plans (
    workspace TEXT COLLATE "C" NOT NULL,
    channel   TEXT COLLATE "C" NOT NULL,
    slots     TEXT NOT NULL,
    PRIMARY KEY (workspace, channel),
    FOREIGN KEY (workspace, channel) REFERENCES channel_identities (workspace, id)
);

CREATE TABLE timetables (
    workspace TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES workspaces (id),
    zone      TEXT NOT NULL,
    late_rule TEXT NOT NULL
);
