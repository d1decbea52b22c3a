-- Conversations with support. Whoever asks reads their own; support, which is one workspace's Master Accounts, reads all.
CREATE TABLE support_conversations (
    workspace TEXT COLLATE "C" NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    id        TEXT COLLATE "C" NOT NULL,
    -- Who asked.
    person    TEXT COLLATE "C" NOT NULL REFERENCES persons (id),
    subject   TEXT COLLATE "C" NOT NULL,
    opened_at BIGINT NOT NULL,
    last_at   BIGINT NOT NULL,
    -- 0 while it waits for support, 1 once that has answered, 2 when it is closed.
    rank      BIGINT NOT NULL,
    -- Its place among others of the same rank.
    place     BIGINT NOT NULL,
    messages  BIGINT NOT NULL,
    -- The number of support's last message.
    answered  BIGINT NOT NULL,
    -- Up to which number whoever asked has read.
    seen      BIGINT NOT NULL,
    PRIMARY KEY (workspace, id)
);

-- Support, and answers by e-mail, know a conversation by its id alone.
CREATE UNIQUE INDEX support_conversations_by_id ON support_conversations (id);
CREATE INDEX support_conversations_of_person ON support_conversations (workspace, person, last_at);
CREATE INDEX support_inbox ON support_conversations (rank, place, id);

CREATE TABLE support_messages (
    workspace    TEXT COLLATE "C" NOT NULL,
    conversation TEXT COLLATE "C" NOT NULL,
    number       BIGINT NOT NULL,
    side         TEXT COLLATE "C" NOT NULL CHECK (side IN ('asker', 'support')),
    person       TEXT COLLATE "C" NOT NULL REFERENCES persons (id),
    at           BIGINT NOT NULL,
    -- The digest of what it is named by: what one person writes twice is there once.
    once         TEXT COLLATE "C" NOT NULL,
    text         TEXT COLLATE "C" NOT NULL,
    is_cut       BOOLEAN NOT NULL,
    diagnosis    TEXT,
    PRIMARY KEY (workspace, conversation, number),
    FOREIGN KEY (workspace, conversation) REFERENCES support_conversations (workspace, id) ON DELETE CASCADE
);

CREATE UNIQUE INDEX support_messages_once ON support_messages (workspace, person, once);
