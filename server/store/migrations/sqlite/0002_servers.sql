-- Networks of many servers: an answer is bound to the server it was asked of, an adapter may have to know something again
-- when it comes, and our registration at each server is remembered.
ALTER TABLE authorizations ADD COLUMN issuer TEXT NOT NULL DEFAULT '';
ALTER TABLE authorizations ADD COLUMN memo BLOB;

-- What is known of a network, not of anybody's: no workspace.
CREATE TABLE network_servers (
    network TEXT    NOT NULL,
    server  TEXT    NOT NULL,
    secret  BLOB    NOT NULL,
    kept_at INTEGER NOT NULL,
    PRIMARY KEY (network, server)
) STRICT;

-- The login that several identities of one person share.
ALTER TABLE profiles ADD COLUMN login TEXT;
