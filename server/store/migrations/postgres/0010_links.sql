-- Reconnect links, and where a round trip leads back to: nobody who comes by a link is signed in here.
CREATE TABLE links (
    workspace     TEXT COLLATE "C" NOT NULL REFERENCES workspaces (id),
    id            TEXT COLLATE "C" NOT NULL,
    -- What the secret in the link hashes to.
    secret        BYTEA    NOT NULL UNIQUE,
    network       TEXT COLLATE "C" NOT NULL,
    -- The profile to be mended; NULL for a new one.
    profile       TEXT COLLATE "C",
    made_by       TEXT COLLATE "C" NOT NULL REFERENCES persons (id),
    made_at       BIGINT NOT NULL,
    ends_at       BIGINT NOT NULL,
    note          TEXT COLLATE "C" NOT NULL,
    recipient     TEXT,
    -- Days between two reminders; 0 for none.
    rhythm        BIGINT NOT NULL,
    reminded      BIGINT NOT NULL,
    -- When the next reminder is sent, and the secret it needs; both NULL where none is.
    remind_at     BIGINT,
    secret_sealed BYTEA,
    opened_at     BIGINT,
    wrong_at      BIGINT,
    wrong_face    TEXT,
    done_at       BIGINT,
    revoked_at    BIGINT,
    PRIMARY KEY (workspace, id),
    FOREIGN KEY (workspace, profile) REFERENCES profiles (workspace, id) ON DELETE CASCADE
);

CREATE INDEX links_of_profile ON links (workspace, profile);
CREATE INDEX links_to_remind ON links (remind_at) WHERE remind_at IS NOT NULL;

ALTER TABLE authorizations ADD COLUMN link TEXT COLLATE "C";
ALTER TABLE authorizations ADD COLUMN walking BOOLEAN NOT NULL DEFAULT FALSE;

-- One walk through all profiles that need a person, for each Master Account.
CREATE TABLE walks (
    workspace TEXT COLLATE "C" NOT NULL,
    person    TEXT COLLATE "C" NOT NULL,
    walk      TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (workspace, person),
    FOREIGN KEY (workspace, person) REFERENCES memberships (workspace, person) ON DELETE CASCADE
);
