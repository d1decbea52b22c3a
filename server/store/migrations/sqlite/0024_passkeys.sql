-- Passkeys: what signs somebody in without a password. Nothing of them is secret here: the secret never leaves their devices.
CREATE TABLE passkeys (
    id         TEXT    NOT NULL PRIMARY KEY,
    person     TEXT    NOT NULL REFERENCES persons (id),
    -- What the credential's id hashes to.
    credential BLOB    NOT NULL UNIQUE,
    -- What the browser called itself in which it was made.
    agent      TEXT    NOT NULL,
    -- The public key, with its counter, as JSON.
    kept       TEXT    NOT NULL,
    made_at    INTEGER NOT NULL,
    used_at    INTEGER
) STRICT;

CREATE INDEX passkeys_of_person ON passkeys (person, made_at);

-- Ceremonies that wait for a browser's answer, each good once: somebody's who adds a passkey, nobody's who signs in by one.
CREATE TABLE ceremonies (
    secret  BLOB    NOT NULL PRIMARY KEY,
    person  TEXT    REFERENCES persons (id),
    state   TEXT    NOT NULL,
    ends_at INTEGER NOT NULL
) STRICT;

CREATE INDEX ceremonies_by_end ON ceremonies (ends_at);
