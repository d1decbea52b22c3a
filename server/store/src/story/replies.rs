//! A comment is answered once, whoever answers it; and roles say who may.

use domain::{
    comment::{CommentState, Reply, ReplyState},
    community::CommunityRole,
    id::{ChannelId, ReplyId},
};
use engine::ports::store::comments::{ReplyWrite, RoleOf, Seen};

use super::{
    Told,
    cast::{Agency, at, audit, heard, newest, person},
    comments::{Desk, id, minute},
};

fn reply_id(number: u8) -> ReplyId {
    ReplyId::new(at(0), [number; 10])
}

impl Desk<'_> {
    fn reply(&self, number: u8, comment: u8, state: ReplyState) -> Reply {
        Reply {
            id: reply_id(number),
            comment: id(comment),
            channel: self.channel,
            text: "There is.".to_owned(),
            author: person(2),
            made_at: minute(140 + i64::from(number)),
            state,
            step: 1,
        }
    }

    /// Writes an answer over the one of the step `seen`.
    async fn write(
        &self,
        seen: u32,
        reply: &Reply,
        comment: Option<CommentState>,
    ) -> Result<bool, Box<dyn std::error::Error + Send + Sync>> {
        self.write_upon(Seen::Reply(seen), reply, comment).await
    }

    /// Adds an answer to a comment of the version `seen`.
    async fn add(
        &self,
        seen: u32,
        reply: &Reply,
    ) -> Result<bool, Box<dyn std::error::Error + Send + Sync>> {
        self.write_upon(Seen::Comment(seen), reply, None).await
    }

    async fn write_upon(
        &self,
        seen: Seen,
        reply: &Reply,
        comment: Option<CommentState>,
    ) -> Result<bool, Box<dyn std::error::Error + Send + Sync>> {
        let (workspace, reply, now) = (self.workspace, reply.clone(), minute(140));
        Ok(self.store.write_reply(&ReplyWrite { workspace, seen, reply, comment, now }).await?)
    }

    async fn open(&self) -> Result<Vec<ReplyId>, Box<dyn std::error::Error + Send + Sync>> {
        let open = self.store.open_replies(self.workspace, self.channel).await?;
        Ok(open.into_iter().map(|reply| reply.id).collect())
    }
}

pub(super) async fn answer(desk: &Desk<'_>, agency: &Agency) -> Told {
    let began_at = minute(140);
    let proposed = desk.reply(1, 2, ReplyState::Proposed);
    let seen = newest(desk.store, desk.workspace).await?;
    let asked = desk.now(2).await?.version;
    assert!(!desk.add(asked + 1, &proposed).await?, "not what was seen");
    assert!(desk.add(asked, &proposed).await?);
    assert!(!desk.add(asked, &proposed).await?, "a form sent twice");
    let twin = desk.reply(9, 2, ReplyState::Proposed);
    assert!(!desk.add(asked, &twin).await?, "a form sent twice");
    let asked = desk.now(2).await?.version;
    assert!(!desk.add(asked, &proposed).await?, "it is there already");
    let foreign = Reply { comment: id(99), ..desk.reply(9, 2, ReplyState::Proposed) };
    assert!(!desk.add(asked, &foreign).await?, "no such comment");
    let foreign = ChannelId::new(at(0), [99; 10]);
    let foreign = Reply { channel: foreign, ..desk.reply(9, 2, ReplyState::Proposed) };
    assert!(!desk.add(asked, &foreign).await?, "not below this channel's posts");
    assert_eq!(heard(desk.store, desk.workspace, seen).await?.len(), 1);
    let kept = desk.store.reply(desk.workspace, reply_id(1)).await?;
    assert_eq!(kept.as_ref(), Some(&proposed), "as it was written");

    // Two send at once: whoever wrote first sends.
    let hers = Reply { step: 2, state: ReplyState::Sending { began_at }, ..proposed.clone() };
    assert!(desk.write(1, &hers, None).await?);
    assert!(!desk.write(1, &hers, None).await?, "it has another step");
    let his = desk.reply(2, 2, ReplyState::Sending { began_at });
    assert!(!desk.add(asked, &his).await?, "another answer may be out");
    assert_eq!(desk.open().await?, [reply_id(1)]);
    assert!(!desk.store.delete_reply(desk.workspace, reply_id(1), 2, minute(141)).await?);

    let before = desk.now(2).await?;
    let sent = ReplyState::Sent { remote_id: "answer-1".to_owned() };
    let sent = Reply { step: 3, state: sent, ..hers };
    assert!(desk.write(2, &sent, Some(CommentState::Answered)).await?);
    let after = desk.now(2).await?;
    assert_eq!((after.state, after.version), (CommentState::Answered, before.version + 1));
    assert_eq!(desk.open().await?, []);
    let asked = ["answer-1".to_owned(), "comment-3".to_owned()];
    let known = desk.store.sent_as(desk.workspace, desk.channel, &asked).await?;
    assert_eq!(known, ["answer-1"]);

    // Whoever asked may be answered once more.
    let more = desk.reply(2, 2, ReplyState::Sending { began_at: minute(141) });
    assert!(desk.add(after.version, &more).await?);
    let sent = ReplyState::Sent { remote_id: "answer-2".to_owned() };
    assert!(desk.write(1, &Reply { step: 2, state: sent, ..more }, None).await?);

    let waiting = desk.reply(3, 7, ReplyState::Waiting { cause: None });
    assert!(desk.add(desk.now(7).await?.version, &waiting).await?);
    let unsent = desk.store.replies(desk.workspace, &[id(2), id(7)]).await?;
    assert_eq!(unsent, [waiting], "what was sent is a comment by now");
    assert!(!desk.store.delete_reply(desk.workspace, reply_id(3), 2, minute(142)).await?);
    assert!(desk.store.delete_reply(desk.workspace, reply_id(3), 1, minute(142)).await?);
    assert_eq!(desk.store.reply(desk.workspace, reply_id(3)).await?, None);
    let members = desk.store.members(agency.workspace).await?;
    let names: Vec<_> = members.into_iter().map(|member| member.name).collect();
    assert_eq!(names, ["Alan", "Grace"]);
    Ok(())
}

pub(super) async fn give_roles(desk: &Desk<'_>, agency: &Agency, other: &Agency) -> Told {
    let (store, home, channel) = (desk.store, agency.workspace, desk.channel);
    let (alan, entry) = (person(2), audit("roles.kept", minute(150)));
    for role in [CommunityRole::Editor, CommunityRole::Operator] {
        assert!(store.keep_community_roles(home, alan, &[(channel, role)], &entry).await?);
        let expected = [RoleOf { person: alan, channel, role }];
        assert_eq!(store.community_roles(home, None).await?, expected);
        assert_eq!(store.community_roles(home, Some(alan)).await?, expected);
    }
    assert_eq!(store.community_roles(home, Some(agency.master)).await?, []);
    assert_eq!(store.community_roles(other.workspace, None).await?, []);

    let manager = [(channel, CommunityRole::Manager)];
    assert!(!store.keep_community_roles(home, other.master, &manager, &entry).await?, "no member");
    let foreign = store.keep_community_roles(other.workspace, other.master, &manager, &entry);
    assert!(!foreign.await?, "not their channel");
    let unknown = [
        (channel, CommunityRole::Editor),
        (ChannelId::new(at(0), [99; 10]), CommunityRole::Editor),
    ];
    assert!(!store.keep_community_roles(home, alan, &unknown, &entry).await?);
    let kept = store.community_roles(home, None).await?;
    assert_eq!(kept[0].role, CommunityRole::Operator, "all or none");
    Ok(())
}
