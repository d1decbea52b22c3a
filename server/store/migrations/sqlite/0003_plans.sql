-- A grant's row names when it is renewed and when it is asked about; the earlier of both is when it is due, in the lane of its
-- network (two numbers a network: what is expiring, what is routine).
ALTER TABLE profiles ADD COLUMN renew_at INTEGER;
ALTER TABLE profiles ADD COLUMN ask_at INTEGER NOT NULL DEFAULT 0;
UPDATE profiles SET ask_at = due_at, bucket = 1 + 2 * CASE network
    WHEN 'facebook' THEN 0 WHEN 'instagram' THEN 1 WHEN 'x' THEN 2 WHEN 'linkedin' THEN 3 WHEN 'youtube' THEN 4
    WHEN 'tiktok' THEN 5 WHEN 'threads' THEN 6 WHEN 'pinterest' THEN 7 WHEN 'mastodon' THEN 8 ELSE 9 END;

-- A lease is held or not; how long it may be held is watched by those who want it, so that no two clocks are compared.
ALTER TABLE profiles ADD COLUMN leased INTEGER NOT NULL DEFAULT 0;
UPDATE profiles SET leased = 1 WHERE lease_until IS NOT NULL;
ALTER TABLE profiles DROP COLUMN lease_until;

-- When a person will be needed, as health tells it; filled by the next check.
ALTER TABLE profiles ADD COLUMN needed_at INTEGER;
CREATE INDEX profiles_foreseen ON profiles (workspace, needed_at) WHERE needed_at IS NOT NULL;

-- The id by which a network's own messages name somebody, where it is another one, and its fingerprint.
ALTER TABLE profiles ADD COLUMN told_as TEXT;
ALTER TABLE profiles ADD COLUMN told_as_fingerprint BLOB;
CREATE INDEX profiles_by_told_as ON profiles (told_as_fingerprint) WHERE told_as_fingerprint IS NOT NULL;
CREATE INDEX profiles_by_login ON profiles (network, login) WHERE login IS NOT NULL;

-- What networks told by themselves, once each. Known of a network, not of anybody: no workspace.
CREATE TABLE heard_signals (
    network  TEXT    NOT NULL,
    id       TEXT    NOT NULL,
    heard_at INTEGER NOT NULL,
    PRIMARY KEY (network, id)
) STRICT;

CREATE INDEX heard_signals_by_age ON heard_signals (heard_at);

-- What the installation itself must keep secret: the key of fingerprints, keys that sign. Sealed like everything.
CREATE TABLE installation_secrets (
    name   TEXT NOT NULL PRIMARY KEY,
    secret BLOB NOT NULL
) STRICT;

CREATE TABLE calendar_feeds (
    workspace TEXT NOT NULL,
    person    TEXT NOT NULL,
    secret    BLOB NOT NULL UNIQUE,
    PRIMARY KEY (workspace, person),
    FOREIGN KEY (workspace, person) REFERENCES memberships (workspace, person) ON DELETE CASCADE
) STRICT;
