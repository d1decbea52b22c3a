-- Who may do what with the posts of which channel. Master Accounts need no row.
CREATE TABLE scheduler_roles (
    workspace TEXT COLLATE "C" NOT NULL,
    person    TEXT COLLATE "C" NOT NULL,
    channel   TEXT COLLATE "C" NOT NULL,
    role      TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (workspace, person, channel),
    FOREIGN KEY (workspace, person) REFERENCES memberships (workspace, person) ON DELETE CASCADE,
    FOREIGN KEY (workspace, channel) REFERENCES channel_identities (workspace, id)
);

-- Until now every regular account could do everything. Whoever is one keeps that, for the channels that there are.
INSERT INTO scheduler_roles (workspace, person, channel, role)
SELECT m.workspace, m.person, c.id, 'admin'
FROM memberships m JOIN channel_identities c ON c.workspace = m.workspace
WHERE m.role = 'regular';
