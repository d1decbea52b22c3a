-- How far the figures of each channel were counted, when it is counted again, and since when there is no way to it.
CREATE TABLE countings (
    workspace     TEXT COLLATE "C" NOT NULL,
    channel       TEXT COLLATE "C" NOT NULL,
    bucket        BIGINT NOT NULL DEFAULT 0,
    due_at        BIGINT,
    counted_until BIGINT,
    lost          TEXT,
    lost_since    BIGINT,
    PRIMARY KEY (workspace, channel),
    FOREIGN KEY (workspace, channel) REFERENCES channel_identities (workspace, id)
);

CREATE INDEX countings_due ON countings (bucket, due_at, workspace, channel) WHERE due_at IS NOT NULL;

-- One row a metric and day.
CREATE TABLE figures (
    workspace TEXT COLLATE "C" NOT NULL,
    channel   TEXT COLLATE "C" NOT NULL,
    day       BIGINT NOT NULL,
    metric    TEXT COLLATE "C" NOT NULL,
    value     BIGINT NOT NULL,
    PRIMARY KEY (workspace, channel, day, metric),
    FOREIGN KEY (workspace, channel) REFERENCES channel_identities (workspace, id)
);

-- Days whose figures a network no longer has.
CREATE TABLE forgotten_days (
    workspace TEXT COLLATE "C" NOT NULL,
    channel   TEXT COLLATE "C" NOT NULL,
    from_at   BIGINT NOT NULL,
    until_at  BIGINT NOT NULL,
    cause     TEXT,
    PRIMARY KEY (workspace, channel, from_at),
    FOREIGN KEY (workspace, channel) REFERENCES channel_identities (workspace, id)
);

INSERT INTO countings (workspace, channel, due_at) SELECT workspace, id, 0 FROM channel_identities;
