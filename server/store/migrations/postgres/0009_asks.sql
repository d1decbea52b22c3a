-- Who asked for a profile to be reconnected, and when. One from before it was lost is settled.
CREATE TABLE asks (
    workspace TEXT COLLATE "C" NOT NULL,
    profile   TEXT COLLATE "C" NOT NULL,
    person    TEXT COLLATE "C" NOT NULL REFERENCES persons (id),
    at        BIGINT NOT NULL,
    PRIMARY KEY (workspace, profile, person),
    FOREIGN KEY (workspace, profile) REFERENCES profiles (workspace, id) ON DELETE CASCADE
);
