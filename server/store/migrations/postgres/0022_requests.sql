-- Requests of the API that change something, under names that their senders gave them (Idempotency-Key), so that one that
-- is sent twice is done once. Forgotten after a day.
CREATE TABLE api_requests (
    workspace    TEXT COLLATE "C" NOT NULL,
    api_key      TEXT COLLATE "C" NOT NULL,
    -- SHA-256 of the name, in hexadecimal digits.
    name         TEXT COLLATE "C" NOT NULL,
    -- SHA-256 of what is asked.
    asks         BYTEA NOT NULL,
    began_at     BIGINT NOT NULL,
    -- What was answered, sealed; NULL while it has no end.
    answer       BYTEA,
    PRIMARY KEY (workspace, api_key, name),
    FOREIGN KEY (workspace, api_key) REFERENCES api_keys (workspace, id) ON DELETE CASCADE
);

CREATE INDEX api_requests_began ON api_requests (workspace, api_key, began_at);
