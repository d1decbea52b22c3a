-- A channel is one for the workspace, however many profiles it is linked from, and stays known when it is linked from none.
CREATE TABLE channel_identities (
    workspace     TEXT NOT NULL REFERENCES workspaces (id),
    id            TEXT NOT NULL,
    network       TEXT NOT NULL,
    issuer        TEXT NOT NULL,
    remote_id     TEXT NOT NULL,
    name          TEXT NOT NULL,
    avatar        TEXT,
    -- The linked profile, where somebody chose it; else it is the one that was linked first.
    first_profile TEXT,
    PRIMARY KEY (workspace, id),
    UNIQUE (workspace, network, issuer, remote_id)
) STRICT;

INSERT INTO channel_identities (workspace, id, network, issuer, remote_id, name, avatar)
SELECT c.workspace, MIN(c.id), p.network, p.issuer, c.remote_id, MIN(c.name), MIN(c.avatar)
FROM channels c JOIN profiles p ON p.workspace = c.workspace AND p.id = c.profile
GROUP BY c.workspace, p.network, p.issuer, c.remote_id;

-- A channel that two profiles had linked under two ids keeps the older one. A token that was sealed for the other would not
-- open any more: the next login brings a new one.
UPDATE channels SET token_sealed = NULL, id = (
    SELECT i.id FROM channel_identities i JOIN profiles p
    ON p.workspace = i.workspace AND p.network = i.network AND p.issuer = i.issuer
    WHERE p.workspace = channels.workspace AND p.id = channels.profile AND i.remote_id = channels.remote_id)
WHERE NOT EXISTS (SELECT 1 FROM channel_identities i WHERE i.workspace = channels.workspace AND i.id = channels.id);

CREATE INDEX channels_by_id ON channels (workspace, id);
