-- How each profile came to stand otherwise, when and through whom. What was before the first row is not known.
CREATE TABLE health_changes (
    workspace TEXT    NOT NULL,
    profile   TEXT    NOT NULL,
    number    INTEGER NOT NULL,
    at        INTEGER NOT NULL,
    state     TEXT    NOT NULL,
    doer      TEXT    NOT NULL,
    PRIMARY KEY (workspace, profile, number),
    FOREIGN KEY (workspace, profile) REFERENCES profiles (workspace, id) ON DELETE CASCADE
) STRICT;

CREATE INDEX health_changes_by_age ON health_changes (at);

-- What is known of profiles of before: that they worked when they were last asked about. How others stood is told from their
-- next change on.
INSERT INTO health_changes (workspace, profile, number, at, state, doer)
SELECT workspace, id, 1, checked_at, '"Works"', '"Beginning"' FROM profiles
WHERE checked_at IS NOT NULL AND severity > 0
AND (health LIKE '{"Connected"%' OR health LIKE '{"Expiring"%');

-- How often grants were renewed without a person: counted, since healthy renewals are too many to be written down one by one.
CREATE TABLE renewal_counts (
    workspace TEXT    NOT NULL REFERENCES workspaces (id),
    network   TEXT    NOT NULL,
    day       INTEGER NOT NULL,
    renewals  INTEGER NOT NULL,
    PRIMARY KEY (workspace, network, day)
) STRICT;
