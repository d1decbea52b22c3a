-- Conversations with support. Whoever asks reads their own; support, which is one workspace's Master Accounts, reads all.
CREATE TABLE support_conversations (
    workspace TEXT    NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    id        TEXT    NOT NULL,
    -- Who asked.
    person    TEXT    NOT NULL REFERENCES persons (id),
    subject   TEXT    NOT NULL,
    opened_at INTEGER NOT NULL,
    last_at   INTEGER NOT NULL,
    -- 0 while it waits for support, 1 once that has answered, 2 when it is closed.
    rank      INTEGER NOT NULL,
    -- Its place among others of the same rank.
    place     INTEGER NOT NULL,
    messages  INTEGER NOT NULL,
    -- The number of support's last message.
    answered  INTEGER NOT NULL,
    -- Up to which number whoever asked has read.
    seen      INTEGER NOT NULL,
    PRIMARY KEY (workspace, id)
) STRICT;

-- Support, and answers by e-mail, know a conversation by its id alone.
CREATE UNIQUE INDEX support_conversations_by_id ON support_conversations (id);
CREATE INDEX support_conversations_of_person ON support_conversations (workspace, person, last_at);
CREATE INDEX support_inbox ON support_conversations (rank, place, id);

CREATE TABLE support_messages (
    workspace    TEXT    NOT NULL,
    conversation TEXT    NOT NULL,
    number       INTEGER NOT NULL,
    side         TEXT    NOT NULL CHECK (side IN ('asker', 'support')),
    person       TEXT    NOT NULL REFERENCES persons (id),
    at           INTEGER NOT NULL,
    -- The digest of what it is named by: what one person writes twice is there once.
    once         TEXT    NOT NULL,
    text         TEXT    NOT NULL,
    is_cut       INTEGER NOT NULL,
    diagnosis    TEXT,
    PRIMARY KEY (workspace, conversation, number),
    FOREIGN KEY (workspace, conversation) REFERENCES support_conversations (workspace, id) ON DELETE CASCADE
) STRICT;

CREATE UNIQUE INDEX support_messages_once ON support_messages (workspace, person, once);
