-- The audit log as a chain: each entry is numbered within its workspace (one more chain has what belongs to none), and its hash
-- is made of the one before. Entries of before have no number yet; they are chained when the store is opened.
ALTER TABLE audit ADD COLUMN number BIGINT;
ALTER TABLE audit ADD COLUMN hash BYTEA;
-- What changed, as JSON, where the word alone does not tell it.
ALTER TABLE audit ADD COLUMN facts TEXT;

DROP INDEX audit_of_workspace;
CREATE UNIQUE INDEX audit_in_chain ON audit (COALESCE(workspace, ''), number);
CREATE INDEX audit_unchained ON audit (id) WHERE number IS NULL;

-- The end of each chain, apart from it, so that an entry that is taken from the end is missed too. '' is no workspace's.
CREATE TABLE audit_heads (
    chain  TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL,
    hash   BYTEA    NOT NULL
);
