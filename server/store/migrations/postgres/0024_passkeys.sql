-- Passkeys: what signs somebody in without a password. Nothing of them is secret here: the secret never leaves their devices.
CREATE TABLE passkeys (
    id         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    person     TEXT COLLATE "C" NOT NULL REFERENCES persons (id),
    -- What the credential's id hashes to.
    credential BYTEA   NOT NULL UNIQUE,
    -- What the browser called itself in which it was made.
    agent      TEXT    NOT NULL,
    -- The public key, with its counter, as JSON.
    kept       TEXT    NOT NULL,
    made_at    BIGINT  NOT NULL,
    used_at    BIGINT 
);

CREATE INDEX passkeys_of_person ON passkeys (person, made_at);

-- Ceremonies that wait for a browser's answer, each good once: somebody's who adds a passkey, nobody's who signs in by one.
CREATE TABLE ceremonies (
    secret  BYTEA   NOT NULL PRIMARY KEY,
    person  TEXT COLLATE "C" REFERENCES persons (id),
    state   TEXT    NOT NULL,
    ends_at BIGINT  NOT NULL
);

CREATE INDEX ceremonies_by_end ON ceremonies (ends_at);
