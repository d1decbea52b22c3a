//! Comments are heard once each, read in their order, taken care of by one at a time, and answered once.

use std::sync::Arc;

use domain::{
    comment::{Comment, CommentState, Shown},
    event::What,
    id::{ChannelId, CommentId, WorkspaceId},
    time::{Span, Timestamp},
};
use engine::ports::store::{
    Store,
    comments::{CommentQuery, HearLater, Heard, Listening, Unheard},
    turns::TurnRequest,
};

use super::{
    Told,
    cast::{Agency, at, heard, newest, person},
};

/// So many minutes after somebody wrote the first comment.
pub(super) fn minute(number: i64) -> Timestamp {
    at(6_000).after(Span::minutes(number))
}

pub(super) fn id(number: u8) -> CommentId {
    CommentId::new(at(0), [number; 10])
}

/// Where comments are read.
pub(super) struct Desk<'a> {
    pub(super) store: &'a dyn Store,
    pub(super) workspace: WorkspaceId,
    pub(super) channel: ChannelId,
}

impl Desk<'_> {
    fn comment(&self, number: u8) -> Comment {
        Comment {
            id: id(number),
            channel: self.channel,
            remote_id: format!("comment-{number}"),
            post: "post".to_owned(),
            parent: None,
            author: Some("Mary".to_owned()),
            text: format!("Is there bread {number}?"),
            at: minute(i64::from(number) * 10),
            heard_at: minute(100),
            is_late: false,
            state: CommentState::New,
            is_hidden: false,
            is_liked: false,
            assignee: None,
            version: 1,
        }
    }

    /// What the channel itself wrote below another comment.
    fn own(&self, number: u8, parent: u8) -> Comment {
        let parent = Some(format!("comment-{parent}"));
        Comment { state: CommentState::Own, parent, author: None, ..self.comment(number) }
    }

    fn heard(&self, comments: Vec<Comment>, until: Timestamp) -> Heard {
        Heard {
            workspace: self.workspace,
            channel: self.channel,
            comments,
            heard_until: until,
            unheard: None,
            again: minute(110),
            now: minute(100),
        }
    }

    pub(super) async fn now(
        &self,
        number: u8,
    ) -> Result<Comment, Box<dyn std::error::Error + Send + Sync>> {
        self.store
            .comment(self.workspace, id(number))
            .await?
            .ok_or_else(|| "no such comment".into())
    }

    async fn listening(&self) -> Result<Listening, Box<dyn std::error::Error + Send + Sync>> {
        let listening = self.store.listening(self.workspace, self.channel).await?;
        listening.ok_or_else(|| "a linked channel is heard".into())
    }

    /// Whether the channel has its turn at `now`.
    async fn has_turn(
        &self,
        now: Timestamp,
    ) -> Result<bool, Box<dyn std::error::Error + Send + Sync>> {
        let request = TurnRequest { now, again: now.after(Span::minutes(5)), limit: 1_000 };
        let taken = self.store.take_listenings(&request).await?;
        Ok(taken.channels.contains(&(self.workspace, self.channel)))
    }

    async fn list(
        &self,
        query: &CommentQuery,
    ) -> Result<Vec<CommentId>, Box<dyn std::error::Error + Send + Sync>> {
        let list = self.store.list_comments(self.workspace, query).await?;
        Ok(list.comments.into_iter().map(|comment| comment.id).collect())
    }

    fn query(&self) -> CommentQuery {
        let channels = vec![self.channel];
        CommentQuery { channels, shown: None, assignee: None, after: None, limit: 100 }
    }
}

pub(super) async fn talk(store: &Arc<dyn Store>, agency: &Agency, other: &Agency) -> Told {
    let channels = store.linked_channels(agency.workspace).await?;
    let Some(channel) = channels.first() else { return Err("no channel".into()) };
    let desk = Desk { store: &**store, workspace: agency.workspace, channel: channel.id };
    hear(&desk).await?;
    lose_sight(&desk).await?;
    read(&desk).await?;
    take_care(&desk).await?;
    super::replies::answer(&desk, agency).await?;
    super::replies::give_roles(&desk, agency, other).await?;
    keep_apart(&Desk { workspace: other.workspace, ..desk }).await
}

async fn hear(desk: &Desk<'_>) -> Told {
    let nothing =
        Listening { channel: desk.channel, heard_until: None, newest: None, is_blind: false };
    assert_eq!(desk.listening().await?, nothing);
    assert!(desk.has_turn(minute(100)).await?, "at once");
    assert!(!desk.has_turn(minute(100)).await?, "once");

    let seen = newest(desk.store, desk.workspace).await?;
    let late = Comment { is_late: true, ..desk.comment(2) };
    let told = vec![desk.comment(1), late.clone(), desk.own(3, 1)];
    assert_eq!(desk.store.hear(&desk.heard(told.clone(), minute(99))).await?, 3);
    let mut again = told;
    for comment in &mut again {
        // Every time it is heard of, it has a new id.
        comment.id = id(u8::try_from(comment.at.since(minute(0)).as_millis() / 600_000)? + 100);
    }
    assert_eq!(desk.store.hear(&desk.heard(again, minute(50))).await?, 0, "each once");
    let events = heard(desk.store, desk.workspace, seen).await?;
    let what: Vec<_> = events.into_iter().map(|event| event.what).collect();
    assert_eq!(what, [What::Comments { channel: desk.channel }], "only if anything is new");
    let so_far = Listening { heard_until: Some(minute(99)), newest: Some(minute(30)), ..nothing };
    assert_eq!(desk.listening().await?, so_far, "never moved back");
    assert!(desk.store.listenings(desk.workspace).await?.contains(&so_far));

    let answered = Comment { state: CommentState::Answered, version: 2, ..desk.comment(1) };
    assert_eq!(desk.now(1).await?, answered, "the channel answered");
    assert_eq!(desk.now(2).await?, late, "as it was heard");
    assert!(!desk.has_turn(minute(109)).await?);
    assert!(desk.has_turn(minute(110)).await?);

    let foreign =
        Heard { channel: ChannelId::new(at(0), [99; 10]), ..desk.heard(vec![], minute(1)) };
    assert_eq!(desk.store.hear(&foreign).await?, 0);
    assert_eq!(desk.store.listening(desk.workspace, foreign.channel).await?, None);
    Ok(())
}

async fn lose_sight(desk: &Desk<'_>) -> Told {
    let later = |is_blind, again| HearLater {
        workspace: desk.workspace,
        channel: desk.channel,
        is_blind,
        again,
        now: minute(120),
    };
    let seen = newest(desk.store, desk.workspace).await?;
    for _ in 0..2 {
        desk.store.hear_later(&later(true, None)).await?;
    }
    assert!(desk.listening().await?.is_blind);
    assert_eq!(heard(desk.store, desk.workspace, seen).await?.len(), 1, "told once");
    assert!(!desk.has_turn(minute(10_000)).await?);
    desk.store.wake_blind(Some(WorkspaceId::new(at(0), [99; 10])), minute(130)).await?;
    assert!(!desk.has_turn(minute(10_000)).await?, "others' channels are left alone");
    desk.store.wake_blind(Some(desk.workspace), minute(130)).await?;
    assert!(desk.has_turn(minute(130)).await?);
    desk.store.wake_blind(None, minute(131)).await?;
    assert!(desk.has_turn(minute(131)).await?);

    let unheard = Unheard { channel: desk.channel, from: minute(99), until: minute(119) };
    let back = Heard { unheard: Some(unheard), ..desk.heard(vec![], minute(131)) };
    assert_eq!(desk.store.hear(&back).await?, 0);
    assert!(!desk.listening().await?.is_blind);
    assert_eq!(heard(desk.store, desk.workspace, seen).await?.len(), 2, "it is heard again");
    assert_eq!(desk.store.unheard(desk.workspace).await?, [unheard]);
    desk.store.wake_blind(None, minute(105)).await?;
    assert!(!desk.has_turn(minute(109)).await?, "it is not blind");
    Ok(())
}

async fn read(desk: &Desk<'_>) -> Told {
    let hidden = Comment { is_hidden: true, ..desk.comment(4) };
    let done = Comment { state: CommentState::Done, ..desk.comment(5) };
    let hers = Comment { assignee: Some(person(2)), ..desk.comment(6) };
    let elsewhere = Comment { post: "another post".to_owned(), ..desk.comment(7) };
    let told = vec![hidden, done, hers, elsewhere];
    assert_eq!(desk.store.hear(&desk.heard(told, minute(132))).await?, 4);

    let numbers = |numbers: &[u8]| numbers.iter().copied().map(id).collect::<Vec<_>>();
    let all = desk.query();
    assert_eq!(desk.list(&all).await?, numbers(&[7, 6, 5, 4, 2, 1]), "the newest first, no own");
    let expected: [(Shown, &[u8]); 5] = [
        (Shown::New, &[7, 6, 2]),
        (Shown::Answered, &[1]),
        (Shown::Hidden, &[4]),
        (Shown::Assigned, &[6]),
        (Shown::Done, &[5]),
    ];
    let mut counts = Vec::new();
    for (shown, found) in expected {
        let query = CommentQuery { shown: Some(shown), ..desk.query() };
        assert_eq!(desk.list(&query).await?, numbers(found), "{shown:?}");
        counts.push(u32::try_from(found.len())?);
    }
    let counted = desk.store.count_comments(desk.workspace, &[desk.channel]).await?;
    assert_eq!(counted.as_slice(), counts, "the same as the lists");
    let hers = CommentQuery { assignee: Some(person(2)), ..desk.query() };
    assert_eq!(desk.list(&hers).await?, numbers(&[6]));
    let none = CommentQuery { channels: vec![], ..desk.query() };
    assert_eq!(desk.list(&none).await?, []);
    assert_eq!(desk.store.count_comments(desk.workspace, &[]).await?, [0; 5]);

    let mut pages = Vec::new();
    let mut after = None;
    loop {
        let query = CommentQuery { after, limit: 4, ..desk.query() };
        let page = desk.store.list_comments(desk.workspace, &query).await?;
        pages.push(page.comments.iter().map(|comment| comment.id).collect::<Vec<_>>());
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(pages, [numbers(&[7, 6, 5, 4]), numbers(&[2, 1])]);

    let thread = desk.store.thread(desk.workspace, desk.channel, "post", 5).await?;
    let thread: Vec<_> = thread.into_iter().map(|comment| comment.id).collect();
    assert_eq!(thread, numbers(&[2, 3, 4, 5, 6]), "the last of them, own ones too");
    let channels = [desk.channel];
    let paces =
        desk.store.comments_by_half_hour(desk.workspace, &channels, minute(10), minute(61)).await?;
    let counts: Vec<_> = paces.iter().map(|(_, count)| *count).collect();
    assert_eq!(counts.iter().sum::<u32>(), 5, "{paces:?}");
    let half_hour = Span::minutes(30).as_millis();
    let starts = paces.iter().all(|(at, _)| at.millis() % half_hour == 0);
    assert!(starts && paces.is_sorted(), "{paces:?}");
    Ok(())
}

async fn take_care(desk: &Desk<'_>) -> Told {
    let read = desk.now(2).await?;
    let seen = newest(desk.store, desk.workspace).await?;
    let hers = Comment {
        assignee: Some(person(2)),
        is_liked: true,
        is_hidden: true,
        text: "Not hers to change".to_owned(),
        ..read.clone()
    };
    let change = |comment: Comment| async move {
        desk.store.change_comment(desk.workspace, read.version, &comment, minute(133)).await
    };
    assert!(change(hers.clone()).await?);
    assert_eq!(heard(desk.store, desk.workspace, seen).await?.len(), 1);
    let done = Comment { state: CommentState::Done, ..desk.comment(2) };
    let stale = desk.store.change_comment(desk.workspace, 1, &done, minute(133)).await?;
    assert!(!stale, "somebody was faster");
    let late = desk.comment(2).text;
    assert_eq!(desk.now(2).await?, Comment { version: 2, text: late, ..hers });
    assert_eq!(heard(desk.store, desk.workspace, seen).await?.len(), 1);
    Ok(())
}

/// The same channel and comments, asked for from another workspace.
async fn keep_apart(elsewhere: &Desk<'_>) -> Told {
    let (store, workspace) = (elsewhere.store, elsewhere.workspace);
    assert_eq!(elsewhere.list(&elsewhere.query()).await?, []);
    assert_eq!(store.comment(workspace, id(1)).await?, None);
    assert_eq!(store.thread(workspace, elsewhere.channel, "post", 5).await?, []);
    assert_eq!(store.count_comments(workspace, &[elsewhere.channel]).await?, [0; 5]);
    assert_eq!(store.listening(workspace, elsewhere.channel).await?, None);
    assert_eq!(store.unheard(workspace).await?, []);
    let comment = elsewhere.comment(7);
    assert!(!store.change_comment(workspace, 1, &comment, minute(134)).await?);
    assert_eq!(store.hear(&elsewhere.heard(vec![comment], minute(134))).await?, 0);
    Ok(())
}
