-- Reconnect links, and where a round trip leads back to: nobody who comes by a link is signed in here.
CREATE TABLE links (
    workspace     TEXT    NOT NULL REFERENCES workspaces (id),
    id            TEXT    NOT NULL,
    -- What the secret in the link hashes to.
    secret        BLOB    NOT NULL UNIQUE,
    network       TEXT    NOT NULL,
    -- The profile to be mended; NULL for a new one.
    profile       TEXT,
    made_by       TEXT    NOT NULL REFERENCES persons (id),
    made_at       INTEGER NOT NULL,
    ends_at       INTEGER NOT NULL,
    note          TEXT    NOT NULL,
    recipient     TEXT,
    -- Days between two reminders; 0 for none.
    rhythm        INTEGER NOT NULL,
    reminded      INTEGER NOT NULL,
    -- When the next reminder is sent, and the secret it needs; both NULL where none is.
    remind_at     INTEGER,
    secret_sealed BLOB,
    opened_at     INTEGER,
    wrong_at      INTEGER,
    wrong_face    TEXT,
    done_at       INTEGER,
    revoked_at    INTEGER,
    PRIMARY KEY (workspace, id),
    FOREIGN KEY (workspace, profile) REFERENCES profiles (workspace, id) ON DELETE CASCADE
) STRICT;

CREATE INDEX links_of_profile ON links (workspace, profile);
CREATE INDEX links_to_remind ON links (remind_at) WHERE remind_at IS NOT NULL;

ALTER TABLE authorizations ADD COLUMN link TEXT;
ALTER TABLE authorizations ADD COLUMN walking INTEGER NOT NULL DEFAULT 0;

-- One walk through all profiles that need a person, for each Master Account.
CREATE TABLE walks (
    workspace TEXT NOT NULL,
    person    TEXT NOT NULL,
    walk      TEXT NOT NULL,
    PRIMARY KEY (workspace, person),
    FOREIGN KEY (workspace, person) REFERENCES memberships (workspace, person) ON DELETE CASCADE
) STRICT;
