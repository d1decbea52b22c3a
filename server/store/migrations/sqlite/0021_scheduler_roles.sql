-- Who may do what with the posts of which channel. Master Accounts need no row.
CREATE TABLE scheduler_roles (
    workspace TEXT NOT NULL,
    person    TEXT NOT NULL,
    channel   TEXT NOT NULL,
    role      TEXT NOT NULL,
    PRIMARY KEY (workspace, person, channel),
    FOREIGN KEY (workspace, person) REFERENCES memberships (workspace, person) ON DELETE CASCADE,
    FOREIGN KEY (workspace, channel) REFERENCES channel_identities (workspace, id)
) STRICT;

-- Until now every regular account could do everything. Whoever is one keeps that, for the channels that there are.
INSERT INTO scheduler_roles (workspace, person, channel, role)
SELECT m.workspace, m.person, c.id, 'admin'
FROM memberships m JOIN channel_identities c ON c.workspace = m.workspace
WHERE m.role = 'regular';
