-- Webhooks: addresses of other programs that are told.
CREATE TABLE hooks (
    workspace  TEXT    NOT NULL REFERENCES workspaces (id),
    id         TEXT    NOT NULL,
    kind       TEXT    NOT NULL,
    -- As somebody named it, or after the host of its address.
    name       TEXT    NOT NULL,
    -- The address, and what messages are signed with.
    sealed     BLOB    NOT NULL,
    topics     TEXT    NOT NULL,
    made_by    TEXT    NOT NULL REFERENCES persons (id),
    made_at    INTEGER NOT NULL,
    -- Since when it is off.
    off_since  INTEGER,
    -- Until when nothing is sent to it: a message is under way, or was not taken.
    busy_until INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (workspace, id)
) STRICT;

-- Messages to them, and what became of each. Posted in the unit that writes down that they were told.
CREATE TABLE hook_deliveries (
    workspace    TEXT    NOT NULL,
    id           TEXT    NOT NULL,
    hook         TEXT    NOT NULL,
    kind         TEXT    NOT NULL,
    facts        TEXT    NOT NULL,
    posted_at    INTEGER NOT NULL,
    attempts     INTEGER NOT NULL,
    -- When it is sent next; NULL once it is settled.
    due_at       INTEGER,
    delivered_at INTEGER,
    given_up_at  INTEGER,
    -- What was answered last.
    answer       TEXT,
    PRIMARY KEY (workspace, id),
    FOREIGN KEY (workspace, hook) REFERENCES hooks (workspace, id) ON DELETE CASCADE
) STRICT;

CREATE INDEX hook_deliveries_due ON hook_deliveries (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX hook_deliveries_of_hook ON hook_deliveries (workspace, hook, due_at);
CREATE INDEX hook_deliveries_shown ON hook_deliveries (workspace, posted_at);
