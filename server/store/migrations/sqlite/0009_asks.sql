-- Who asked for a profile to be reconnected, and when. One from before it was lost is settled.
CREATE TABLE asks (
    workspace TEXT NOT NULL,
    profile   TEXT NOT NULL,
    person    TEXT NOT NULL REFERENCES persons (id),
    at        INTEGER NOT NULL,
    PRIMARY KEY (workspace, profile, person),
    FOREIGN KEY (workspace, profile) REFERENCES profiles (workspace, id) ON DELETE CASCADE
) STRICT;
