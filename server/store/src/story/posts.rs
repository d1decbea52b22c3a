//! Posts are written and moved by people, and go out in their order, each attempt of them written down first.

use std::sync::Arc;

use domain::{
    cause::Cause,
    event::What,
    figure::DayRange,
    id::{ChannelId, GroupId, PictureId, PostId, WorkspaceId},
    late::{LateRule, Then},
    post::{
        Content, Hold, Picture, PictureFormat, Post, PostState, PostStateKind, Sent, Unpublished,
    },
    slots::{Slot, SlotPlan},
    time::{Span, Timestamp},
    zone::{Weekday, Zone},
};
use engine::ports::store::{
    Store,
    pictures::NewPicture,
    posts::{PostQuery, Seen, Writes},
    timetables::Timetable,
    turns::{Head, Sweep, TurnEnd, TurnRequest},
};

use super::{
    Told,
    cast::{Agency, at, audit, heard, newest},
};

/// So many moments of ten seconds after the posts' part of the story began.
fn moment(number: i64) -> Timestamp {
    at(6_620 + 10 * number)
}

fn id(number: u8) -> PostId {
    PostId::new(at(0), [number; 10])
}

struct Desk<'a> {
    store: &'a dyn Store,
    workspace: WorkspaceId,
    channel: ChannelId,
    author: domain::id::PersonId,
}

impl Desk<'_> {
    fn post(&self, number: u8, due: Option<Timestamp>) -> Post {
        Post {
            id: id(number),
            group: GroupId::new(at(0), [1; 10]),
            channel: self.channel,
            content: Content { text: format!("Bread {number}"), link: None, picture: None },
            at: due,
            not_after: None,
            state: due.map_or(PostState::Draft, |_| PostState::Scheduled { waits: None }),
            author: self.author,
            version: 1,
            step: 1,
        }
    }

    async fn add(&self, posts: &[Post]) -> Told {
        assert!(self.store.add_posts(self.workspace, posts, &[], moment(0)).await?);
        Ok(())
    }

    async fn now(&self, number: u8) -> Result<Post, Box<dyn std::error::Error + Send + Sync>> {
        self.store.post(self.workspace, id(number)).await?.ok_or_else(|| "no such post".into())
    }

    /// Brings a post to another state, as it is now.
    async fn put(&self, number: u8, state: PostState) -> Told {
        let before = self.now(number).await?;
        let after = Post { state, step: before.step + 1, ..before.clone() };
        let posts = vec![(Seen::from(&before), after)];
        let writes = Writes { workspace: self.workspace, posts, audit: Vec::new(), now: moment(0) };
        assert!(self.store.write_posts(&writes).await?);
        Ok(())
    }

    async fn head(&self, now: Timestamp) -> Result<Head, Box<dyn std::error::Error + Send + Sync>> {
        Ok(self.store.head(self.workspace, self.channel, now).await?)
    }

    async fn begin(
        &self,
        number: u8,
        now: Timestamp,
    ) -> Result<bool, Box<dyn std::error::Error + Send + Sync>> {
        let before = self.now(number).await?;
        let attempt = before.step + 1;
        let sent = Sent { attempt, since: now, began_at: now };
        let state = PostState::Publishing { sent, is_lost: false };
        let after = Post { state, step: attempt, ..before.clone() };
        Ok(self.store.begin_attempt(self.workspace, &Seen::from(&before), &after).await?)
    }

    async fn end(&self, number: u8, state: PostState, now: Timestamp) -> Told {
        let before = self.now(number).await?;
        let Some(sent) = before.state.unsettled() else { return Err("nothing was sent".into()) };
        let after = Post { state, step: before.step + 1, ..before.clone() };
        let posts = vec![(Seen::from(&before), after)];
        let writes = Writes { workspace: self.workspace, posts, audit: Vec::new(), now };
        assert!(self.store.end_attempt(&writes, sent.attempt, "published").await?);
        Ok(())
    }

    async fn turns(
        &self,
        now: Timestamp,
    ) -> Result<(usize, Option<Timestamp>), Box<dyn std::error::Error + Send + Sync>> {
        let request = TurnRequest { now, again: now.after(Span::minutes(5)), limit: 10 };
        let taken = self.store.take_turns(&request).await?;
        Ok((taken.channels.len(), taken.next))
    }

    async fn end_turn(&self, changes: u64, again: Option<Timestamp>, now: Timestamp) -> Told {
        let (workspace, channel) = (self.workspace, self.channel);
        let is_holding = again.is_some();
        let end = TurnEnd { workspace, channel, changes, again, is_holding, now };
        Ok(self.store.end_turn(&end).await?)
    }
}

fn published(now: Timestamp) -> PostState {
    PostState::Published { remote_id: "1".into(), link: None, at: now }
}

pub(super) async fn publish(store: &Arc<dyn Store>, agency: &Agency) -> Told {
    let channels = store.linked_channels(agency.workspace).await?;
    let Some(channel) = channels.first() else { return Err("no channel".into()) };
    let desk = Desk {
        store: &**store,
        workspace: agency.workspace,
        channel: channel.id,
        author: agency.master,
    };
    write(&desk).await?;
    edit(&desk).await?;
    take_turns(&desk).await?;
    keep_order(&desk).await?;
    hold_and_expire(&desk).await?;
    timetables(&desk).await?;
    pictures(&desk).await
}

async fn write(desk: &Desk<'_>) -> Told {
    let seen = newest(desk.store, desk.workspace).await?;
    desk.add(&[desk.post(1, Some(moment(1))), desk.post(2, Some(moment(2))), desk.post(3, None)])
        .await?;
    let events = heard(desk.store, desk.workspace, seen).await?;
    let told: Vec<_> = events.into_iter().map(|event| event.what).collect();
    assert_eq!(told, [What::Posts { channel: desk.channel }], "once a channel");
    let foreign = Post { channel: ChannelId::new(at(0), [99; 10]), ..desk.post(9, None) };
    assert!(
        !desk
            .store
            .add_posts(desk.workspace, &[desk.post(8, None), foreign], &[], moment(0))
            .await?
    );
    assert!(desk.store.post(desk.workspace, id(8)).await?.is_none(), "all or none");

    let group = GroupId::new(at(0), [1; 10]);
    assert_eq!(desk.store.posts_of_group(desk.workspace, group).await?.len(), 3);
    let query = |limit, after| PostQuery { limit, after, ..PostQuery::default() };
    let first = desk.store.list_posts(desk.workspace, &query(2, None)).await?;
    let ids = |posts: &[Post]| posts.iter().map(|post| post.id).collect::<Vec<_>>();
    assert_eq!(ids(&first.posts), [id(3), id(1)], "a draft stands where it was written");
    let rest = desk.store.list_posts(desk.workspace, &query(2, first.next)).await?;
    assert_eq!((ids(&rest.posts), rest.next), (vec![id(2)], None));
    let narrow = PostQuery {
        from: Some(moment(1)),
        until: Some(moment(2)),
        channels: vec![desk.channel],
        states: vec![PostStateKind::Scheduled],
        ..query(10, None)
    };
    let found = desk.store.list_posts(desk.workspace, &narrow).await?;
    assert_eq!(ids(&found.posts), [id(1)]);
    assert_eq!(found.posts, [desk.post(1, Some(moment(1)))], "as it was written");
    let times = desk.store.planned_times(desk.workspace, desk.channel, moment(1)).await?;
    assert_eq!(times, [moment(2)]);
    let beyond = desk.store.planned_after(desk.workspace, &[(desk.channel, moment(1))]).await?;
    assert_eq!((beyond.len(), beyond[0].posts, beyond[0].first), (1, 2, moment(1)));
    Ok(())
}

async fn edit(desk: &Desk<'_>) -> Told {
    let read = desk.now(3).await?;
    let write = |text: &str, version| {
        let content = Content { text: text.into(), ..Content::default() };
        let after = Post { content, version, step: 2, ..read.clone() };
        let posts = vec![(Seen::from(&read), after)];
        Writes { workspace: desk.workspace, posts, audit: Vec::new(), now: moment(0) }
    };
    assert!(desk.store.write_posts(&write("Hers", 2)).await?);
    assert!(!desk.store.write_posts(&write("His", 2)).await?, "somebody was faster");
    assert_eq!(desk.now(3).await?.content.text, "Hers");
    let stale = [Seen::from(&read)];
    assert!(!desk.store.delete_posts(desk.workspace, &stale, moment(0)).await?);
    let fresh = [Seen::from(&desk.now(3).await?)];
    assert!(desk.store.delete_posts(desk.workspace, &fresh, moment(0)).await?);
    assert!(desk.store.post(desk.workspace, id(3)).await?.is_none());
    Ok(())
}

async fn take_turns(desk: &Desk<'_>) -> Told {
    assert_eq!(desk.turns(moment(1).before(Span::millis(1))).await?, (0, Some(moment(1))));
    let (taken, next) = desk.turns(moment(1)).await?;
    assert_eq!(
        (taken, next),
        (1, Some(moment(1).after(Span::minutes(5)))),
        "again, if it is not ended"
    );
    let head = desk.head(moment(1)).await?;
    assert_eq!(head.post.map(|post| post.id), Some(id(1)));
    // Somebody adds a post while the turn is under way.
    desk.add(&[desk.post(4, Some(moment(1)))]).await?;
    desk.end_turn(head.changes, None, moment(1)).await?;
    assert_eq!(desk.turns(moment(1)).await?.0, 1, "it is not overlooked");
    let head = desk.head(moment(1)).await?;
    desk.end_turn(head.changes, None, moment(1)).await?;
    assert_eq!(desk.turns(moment(1)).await?, (0, Some(moment(2))));
    Ok(())
}

async fn keep_order(desk: &Desk<'_>) -> Told {
    assert!(!desk.begin(4, moment(1)).await?, "the first goes first");
    assert!(desk.begin(1, moment(1)).await?);
    assert!(!desk.begin(4, moment(1)).await?, "one at a time");
    let head = desk.head(moment(1)).await?.post;
    assert_eq!(head.map(|post| post.id), Some(id(1)), "what is on its way comes first");
    desk.end(1, published(moment(1)), moment(1)).await?;
    let attempts = desk.store.attempts(desk.workspace, id(1)).await?;
    assert_eq!(attempts.len(), 1);
    assert_eq!(attempts[0].ended, Some((moment(1), "published".to_owned())));
    assert!(desk.begin(4, moment(1)).await?);
    // An earlier one is planned meanwhile: what is on its way still comes first.
    desk.add(&[desk.post(5, Some(moment(0)))]).await?;
    let head = desk.head(moment(1)).await?.post;
    assert_eq!(head.map(|post| post.id), Some(id(4)));
    assert!(!desk.begin(5, moment(1)).await?);
    desk.end(4, published(moment(1)), moment(1)).await?;
    assert!(desk.begin(5, moment(1)).await?);
    desk.end(5, published(moment(1)), moment(1)).await?;
    let day = Span::days(1).as_millis();
    let today = Timestamp::from_millis(moment(1).millis() / day * day);
    let out_by_day = async |channel, from: Timestamp| {
        let days = DayRange { from, until: from.after(Span::days(1)) };
        desk.store.published_by_day(desk.workspace, &[channel], &days).await
    };
    assert_eq!(out_by_day(desk.channel, today).await?, [(desk.channel, today, 3)]);
    assert_eq!(out_by_day(desk.channel, today.after(Span::days(1))).await?, []);
    assert_eq!(out_by_day(ChannelId::new(at(0), [99; 10]), today).await?, []);
    Ok(())
}

async fn hold_and_expire(desk: &Desk<'_>) -> Told {
    let last = Post { not_after: Some(moment(3)), ..desk.post(6, Some(moment(2))) };
    desk.add(&[last]).await?;
    let (workspace, channel) = (desk.workspace, desk.channel);
    let sweep = |hold, now| Sweep { workspace, channel, hold, now };
    let lost = |cause| Hold::Lost(cause);
    let by_password = lost(Cause::PasswordChanged);
    assert!(!desk.store.sweep(&sweep(Some(by_password.clone()), moment(2))).await?);
    for number in [2, 6] {
        let expected = PostState::Held { why: by_password.clone(), since: moment(2), sent: None };
        assert_eq!(desk.now(number).await?.state, expected);
    }
    let step = desk.now(2).await?.step;
    desk.store.sweep(&sweep(Some(by_password), moment(2))).await?;
    assert_eq!(desk.now(2).await?.step, step, "nothing changed");
    desk.store.sweep(&sweep(Some(lost(Cause::Checkpoint)), moment(3))).await?;
    let expected = PostState::Held { why: lost(Cause::Checkpoint), since: moment(2), sent: None };
    assert_eq!(desk.now(2).await?.state, expected, "another cause, the same beginning");
    let queues = desk.store.queues(workspace).await?;
    let queue = queues.iter().find(|queue| queue.channel == channel).copied();
    let counts = queue.map(|queue| (queue.held, queue.asking, queue.next, queue.oldest_held));
    assert_eq!(counts, Some((2, 0, None, Some(moment(2)))));

    let changes = desk.head(moment(2)).await?.changes;
    desk.end_turn(changes, Some(moment(9)), moment(2)).await?;
    let over = moment(3).after(Span::millis(1));
    assert_eq!(desk.turns(moment(3)).await?, (0, Some(over)), "its last moment wakes it");
    desk.store.wake_held(None, moment(2)).await?;
    assert_eq!(desk.turns(moment(2)).await?.0, 1);
    assert!(desk.head(over).await?.is_overdue);
    desk.store.sweep(&sweep(None, over)).await?;
    let failed = PostState::Failed { why: Unpublished::TooLate, at: over };
    assert_eq!(desk.now(6).await?.state, failed);
    assert!(!desk.head(over).await?.is_overdue);

    // What may be out is not given up.
    let sent = Sent { attempt: 1, since: moment(4), began_at: moment(4) };
    let lost = Post { not_after: Some(moment(4)), ..desk.post(7, Some(moment(4))) };
    desk.add(&[lost]).await?;
    desk.put(2, published(moment(4))).await?;
    desk.put(7, PostState::Publishing { sent, is_lost: true }).await?;
    desk.store.sweep(&sweep(Some(Hold::Gone), moment(5))).await?;
    let expected = PostState::Held { why: Hold::Gone, since: moment(5), sent: Some(sent) };
    assert_eq!(desk.now(7).await?.state, expected);
    desk.put(7, published(moment(5))).await
}

async fn timetables(desk: &Desk<'_>) -> Told {
    assert_eq!(desk.store.timetable(desk.workspace).await?, None);
    let rule = LateRule { at_once_within: Span::hours(3), then: Then::Ask };
    let zone = Zone::named("Europe/Prague").map_err(|_| "no zone")?;
    let timetable = Timetable { zone, rule };
    let entry = audit("timetable.kept", moment(0));
    for _ in 0..2 {
        desk.store.keep_timetable(desk.workspace, &timetable, &entry).await?;
        assert_eq!(desk.store.timetable(desk.workspace).await?.as_ref(), Some(&timetable));
    }
    let plan = SlotPlan::new(vec![Slot { weekday: Weekday::Friday, minute: 60 }]);
    let kept = desk.store.keep_slots(desk.workspace, desk.channel, &plan, &entry).await?;
    assert!(kept);
    assert_eq!(desk.store.slots(desk.workspace, desk.channel).await?, plan);
    let foreign = ChannelId::new(at(0), [99; 10]);
    assert!(!desk.store.keep_slots(desk.workspace, foreign, &plan, &entry).await?);
    Ok(())
}

async fn pictures(desk: &Desk<'_>) -> Told {
    let picture = |number: u8| Picture {
        id: PictureId::new(at(0), [number; 10]),
        format: PictureFormat::Png,
        bytes: 3,
        alt: "A loaf".into(),
    };
    for number in [1, 2] {
        let new = NewPicture {
            workspace: desk.workspace,
            picture: picture(number),
            name: format!("name-{number}"),
            bytes: vec![number; 3],
            now: moment(0),
        };
        desk.store.keep_picture(&new).await?;
    }
    let content = Content { picture: Some(picture(1)), ..Content::default() };
    let post = Post { content: content.clone(), ..desk.post(10, None) };
    desk.add(std::slice::from_ref(&post)).await?;
    assert_eq!(desk.now(10).await?.content, content);
    let unknown = Content { picture: Some(picture(3)), ..Content::default() };
    let unknown = Post { content: unknown, ..desk.post(11, None) };
    assert!(!desk.store.add_posts(desk.workspace, &[unknown], &[], moment(0)).await?);

    let named = desk.store.picture_named("name-1").await?;
    assert_eq!(named, Some((PictureFormat::Png, vec![1; 3])));
    let held = desk.store.held_picture(desk.workspace, picture(1).id).await?;
    assert_eq!(held.map(|held| (held.name, held.bytes)), Some(("name-1".into(), vec![1; 3])));
    desk.store.forget_pictures(moment(1)).await?;
    assert!(desk.store.picture_named("name-1").await?.is_some(), "a post has it");
    assert!(desk.store.picture_named("name-2").await?.is_none());
    Ok(())
}
