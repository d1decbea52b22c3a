-- Webhooks: addresses of other programs that are told.
CREATE TABLE hooks (
    workspace  TEXT COLLATE "C" NOT NULL REFERENCES workspaces (id),
    id         TEXT COLLATE "C" NOT NULL,
    kind       TEXT    NOT NULL,
    -- As somebody named it, or after the host of its address.
    name       TEXT    NOT NULL,
    -- The address, and what messages are signed with.
    sealed     BYTEA   NOT NULL,
    topics     TEXT    NOT NULL,
    made_by    TEXT    NOT NULL REFERENCES persons (id),
    made_at    BIGINT NOT NULL,
    -- Since when it is off.
    off_since  BIGINT,
    -- Until when nothing is sent to it: a message is under way, or was not taken.
    busy_until BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (workspace, id)
);

-- Messages to them, and what became of each. Posted in the unit that writes down that they were told.
CREATE TABLE hook_deliveries (
    workspace    TEXT COLLATE "C" NOT NULL,
    id           TEXT COLLATE "C" NOT NULL,
    hook         TEXT COLLATE "C" NOT NULL,
    kind         TEXT    NOT NULL,
    facts        TEXT    NOT NULL,
    posted_at    BIGINT NOT NULL,
    attempts     BIGINT NOT NULL,
    -- When it is sent next; NULL once it is settled.
    due_at       BIGINT,
    delivered_at BIGINT,
    given_up_at  BIGINT,
    -- What was answered last.
    answer       TEXT,
    PRIMARY KEY (workspace, id),
    FOREIGN KEY (workspace, hook) REFERENCES hooks (workspace, id) ON DELETE CASCADE
);

CREATE INDEX hook_deliveries_due ON hook_deliveries (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX hook_deliveries_of_hook ON hook_deliveries (workspace, hook, due_at);
CREATE INDEX hook_deliveries_shown ON hook_deliveries (workspace, posted_at);
