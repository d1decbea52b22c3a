-- How far the figures of each channel were counted, when it is counted again, and since when there is no way to it.
CREATE TABLE countings (
    workspace     TEXT    NOT NULL,
    channel       TEXT    NOT NULL,
    bucket        INTEGER NOT NULL DEFAULT 0,
    due_at        INTEGER,
    counted_until INTEGER,
    lost          TEXT,
    lost_since    INTEGER,
    PRIMARY KEY (workspace, channel),
    FOREIGN KEY (workspace, channel) REFERENCES channel_identities (workspace, id)
) STRICT;

CREATE INDEX countings_due ON countings (bucket, due_at, workspace, channel) WHERE due_at IS NOT NULL;

-- One row a metric and day.
CREATE TABLE figures (
    workspace TEXT    NOT NULL,
    channel   TEXT    NOT NULL,
    day       INTEGER NOT NULL,
    metric    TEXT    NOT NULL,
    value     INTEGER NOT NULL,
    PRIMARY KEY (workspace, channel, day, metric),
    FOREIGN KEY (workspace, channel) REFERENCES channel_identities (workspace, id)
) STRICT, WITHOUT ROWID;

-- Days whose figures a network no longer has.
CREATE TABLE forgotten_days (
    workspace TEXT    NOT NULL,
    channel   TEXT    NOT NULL,
    from_at   INTEGER NOT NULL,
    until_at  INTEGER NOT NULL,
    cause     TEXT,
    PRIMARY KEY (workspace, channel, from_at),
    FOREIGN KEY (workspace, channel) REFERENCES channel_identities (workspace, id)
) STRICT;

INSERT INTO countings (workspace, channel, due_at) SELECT workspace, id, 0 FROM channel_identities;
