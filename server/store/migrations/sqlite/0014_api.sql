-- Keys of the API. Whoever has the secret is known by its digest.
CREATE TABLE api_keys (
    workspace TEXT    NOT NULL REFERENCES workspaces (id),
    id        TEXT    NOT NULL,
    digest    BLOB    NOT NULL UNIQUE,
    name      TEXT    NOT NULL,
    scopes    TEXT    NOT NULL,
    made_by   TEXT    NOT NULL REFERENCES persons (id),
    made_at   INTEGER NOT NULL,
    ends_at   INTEGER NOT NULL,
    used_at   INTEGER,
    PRIMARY KEY (workspace, id)
) STRICT;

-- From where keys were used on a day, so that it is written into the audit log once.
CREATE TABLE api_key_uses (
    workspace    TEXT    NOT NULL,
    api_key      TEXT    NOT NULL,
    day          INTEGER NOT NULL,
    from_address TEXT    NOT NULL,
    PRIMARY KEY (workspace, api_key, day, from_address),
    FOREIGN KEY (workspace, api_key) REFERENCES api_keys (workspace, id) ON DELETE CASCADE
) STRICT;
