-- Who connected each profile last: on whose login it hangs.
CREATE TABLE profile_connectors (
    workspace TEXT COLLATE "C" NOT NULL,
    profile   TEXT COLLATE "C" NOT NULL,
    person    TEXT COLLATE "C" NOT NULL REFERENCES persons (id),
    at        BIGINT NOT NULL,
    PRIMARY KEY (workspace, profile),
    FOREIGN KEY (workspace, profile) REFERENCES profiles (workspace, id) ON DELETE CASCADE
);

CREATE INDEX profile_connectors_by_person ON profile_connectors (person, workspace);

-- What was connected before is told by the audit log, whose later entries have the greater ids.
INSERT INTO profile_connectors (workspace, profile, person, at)
SELECT a.workspace, a.about, a.person, a.at FROM audit a
JOIN profiles p ON p.workspace = a.workspace AND p.id = a.about
JOIN persons q ON q.id = a.person
WHERE a.what = 'profile.connected' AND a.id = (
    SELECT MAX(b.id) FROM audit b
    WHERE b.workspace = a.workspace AND b.what = 'profile.connected' AND b.about = a.about
);

-- Invitations. Those that are settled stay for the list, without a secret that opens anything.
CREATE TABLE invitations (
    workspace  TEXT COLLATE "C" NOT NULL REFERENCES workspaces (id),
    id         TEXT COLLATE "C" NOT NULL,
    email      TEXT NOT NULL,
    email_key  TEXT COLLATE "C" NOT NULL,
    role       TEXT COLLATE "C" NOT NULL CHECK (role IN ('master', 'regular')),
    secret     BYTEA NOT NULL UNIQUE,
    invited_by TEXT COLLATE "C" NOT NULL REFERENCES persons (id),
    made_at    BIGINT NOT NULL,
    ends_at    BIGINT NOT NULL,
    state      TEXT COLLATE "C" NOT NULL CHECK (state IN ('open', 'accepted', 'revoked')),
    PRIMARY KEY (workspace, id)
);

-- Where a session was seen last, and with what.
ALTER TABLE sessions ADD COLUMN seen_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN from_address TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN agent TEXT NOT NULL DEFAULT '';

CREATE INDEX sessions_by_person ON sessions (person);

-- What lets somebody choose a new password, once.
CREATE TABLE password_resets (
    secret  BYTEA NOT NULL PRIMARY KEY,
    person  TEXT COLLATE "C" NOT NULL REFERENCES persons (id),
    ends_at BIGINT NOT NULL
);

CREATE INDEX password_resets_by_person ON password_resets (person);
CREATE INDEX password_resets_by_end ON password_resets (ends_at);

-- The second step of signing in. It is asked for as soon as it is confirmed.
CREATE TABLE second_factors (
    person    TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES persons (id),
    seed      BYTEA NOT NULL,
    confirmed BOOLEAN NOT NULL,
    -- The newest step (RFC 6238) of which a code was taken: none up to it is taken again.
    last_step BIGINT NOT NULL
);

CREATE TABLE recovery_codes (
    person TEXT COLLATE "C" NOT NULL REFERENCES second_factors (person) ON DELETE CASCADE,
    code   BYTEA NOT NULL,
    PRIMARY KEY (person, code)
);

-- Whoever has given the right password and not yet the second step.
CREATE TABLE pending_sign_ins (
    secret  BYTEA NOT NULL PRIMARY KEY,
    person  TEXT COLLATE "C" NOT NULL REFERENCES persons (id),
    ends_at BIGINT NOT NULL
);

CREATE INDEX pending_sign_ins_by_end ON pending_sign_ins (ends_at);
CREATE INDEX pending_sign_ins_by_person ON pending_sign_ins (person);
