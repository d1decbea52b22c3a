-- A second step that was begun and not confirmed waits for a few minutes only.
ALTER TABLE second_factors ADD COLUMN begun_at BIGINT NOT NULL DEFAULT 0;

-- Where a sign-in goes on after its second step, in a workspace or by an invitation, and how many codes were tried at it.
ALTER TABLE pending_sign_ins ADD COLUMN workspace TEXT COLLATE "C";
ALTER TABLE pending_sign_ins ADD COLUMN invitation BYTEA;
ALTER TABLE pending_sign_ins ADD COLUMN guesses BIGINT NOT NULL DEFAULT 0;
