-- Requests of the API that change something, under names that their senders gave them (Idempotency-Key), so that one that
-- is sent twice is done once. Forgotten after a day.
CREATE TABLE api_requests (
    workspace    TEXT    NOT NULL,
    api_key      TEXT    NOT NULL,
    -- SHA-256 of the name, in hexadecimal digits.
    name         TEXT    NOT NULL,
    -- SHA-256 of what is asked.
    asks         BLOB NOT NULL,
    began_at     INTEGER NOT NULL,
    -- What was answered, sealed; NULL while it has no end.
    answer       BLOB,
    PRIMARY KEY (workspace, api_key, name),
    FOREIGN KEY (workspace, api_key) REFERENCES api_keys (workspace, id) ON DELETE CASCADE
) STRICT;

CREATE INDEX api_requests_began ON api_requests (workspace, api_key, began_at);
