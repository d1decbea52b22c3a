//! Posts, pictures and timetables.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use domain::{
    event::What,
    figure::DayRange,
    id::{ChannelId, GroupId, PersonId, PictureId, PostId, WorkspaceId},
    post::{Picture, PictureFormat, Post, PostStateKind},
    scheduling::SchedulerRole,
    slots::SlotPlan,
    time::{Span, Timestamp},
    zone::Zone,
};
use engine::ports::store::{
    Pictures, Posts, Stored, Timetables,
    accounts::AuditEntry,
    pictures::{HeldPicture, NewPicture},
    posts::{Attempt, Beyond, PostCursor, PostList, PostQuery, Queue, Seen, Writes},
    timetables::Timetable,
};

use super::{MemStore, State};

/// Everything of the Scheduler.
#[derive(Debug, Default)]
pub(super) struct Desk {
    /// Each with when it was written.
    pub(super) posts: BTreeMap<(WorkspaceId, PostId), (Post, Timestamp)>,
    pub(super) attempts: BTreeMap<(WorkspaceId, PostId, u32), Attempt>,
    pub(super) lines: BTreeMap<(WorkspaceId, ChannelId), Line>,
    pictures: BTreeMap<(WorkspaceId, PictureId), NewPicture>,
    plans: BTreeMap<(WorkspaceId, ChannelId), SlotPlan>,
    timetables: BTreeMap<WorkspaceId, Timetable>,
    pub(super) roles: BTreeMap<(WorkspaceId, PersonId, ChannelId), SchedulerRole>,
}

/// The queue of a channel.
#[derive(Debug, Default)]
pub(super) struct Line {
    pub(super) due_at: Option<Timestamp>,
    pub(super) changes: u64,
    pub(super) is_holding: bool,
}

impl Desk {
    /// The posts of a workspace, each with where it stands in lists.
    fn of(&self, workspace: WorkspaceId) -> impl Iterator<Item = (PostCursor, &Post)> {
        let here = self.posts.iter().filter(move |((home, _), _)| *home == workspace);
        here.map(|((_, id), (post, made_at))| {
            (PostCursor { at: post.at.unwrap_or(*made_at), id: *id }, post)
        })
    }

    /// The posts of a workspace.
    pub(super) fn posts_of(&self, workspace: WorkspaceId) -> impl Iterator<Item = &Post> {
        self.of(workspace).map(|(_, post)| post)
    }

    /// Where a workspace is, if it said so.
    pub(super) fn zone(&self, workspace: WorkspaceId) -> Option<Zone> {
        self.timetables.get(&workspace).map(|timetable| timetable.zone.clone())
    }

    /// A channel's queue, in its order.
    pub(super) fn queue(&self, workspace: WorkspaceId, channel: ChannelId) -> Vec<&Post> {
        let mut queue: Vec<_> = self
            .of(workspace)
            .map(|(_, post)| post)
            .filter(|post| post.channel == channel && post.state.is_queued() && post.at.is_some())
            .collect();
        queue.sort_by_key(|post| (post.at, post.id));
        queue
    }

    fn is_as_read(&self, workspace: WorkspaceId, seen: &Seen) -> bool {
        let found = self.posts.get(&(workspace, seen.id));
        found.is_some_and(|(post, _)| Seen::from(post) == *seen)
    }

    fn stir(&mut self, workspace: WorkspaceId, posts: &[Post]) {
        for post in posts {
            let line = self.lines.entry((workspace, post.channel)).or_default();
            line.changes += 1;
            let due = post.at.filter(|_| post.state.is_queued());
            line.due_at = due.into_iter().chain(line.due_at).min();
        }
    }
}

impl State {
    pub(super) fn knows_channel(&self, workspace: WorkspaceId, channel: ChannelId) -> bool {
        self.channels.contains_key(&(workspace, channel))
    }

    /// Writes posts over and tells of it, if all are as they were read.
    pub(super) fn write_over(&mut self, writes: &Writes) -> bool {
        if !writes.posts.iter().all(|(seen, _)| self.desk.is_as_read(writes.workspace, seen)) {
            return false;
        }
        for (seen, post) in &writes.posts {
            if let Some((kept, _)) = self.desk.posts.get_mut(&(writes.workspace, seen.id)) {
                *kept = post.clone();
            }
        }
        let channels = writes.posts.iter().map(|(_, post)| post.channel);
        self.tell_of_posts(writes.workspace, channels.collect(), writes.now);
        true
    }

    fn tell_of_posts(
        &mut self,
        workspace: WorkspaceId,
        channels: BTreeSet<ChannelId>,
        now: Timestamp,
    ) {
        for channel in channels {
            self.tell(workspace, now, What::Posts { channel });
        }
    }
}

#[async_trait]
impl Posts for MemStore {
    async fn add_posts(
        &self,
        workspace: WorkspaceId,
        posts: &[Post],
        audit: &[AuditEntry],
        now: Timestamp,
    ) -> Stored<bool> {
        let mut state = self.state();
        let knows = |post: &Post| {
            let picture = post.content.picture.as_ref().map(|picture| (workspace, picture.id));
            state.knows_channel(workspace, post.channel)
                && picture.is_none_or(|key| state.desk.pictures.contains_key(&key))
        };
        if !posts.iter().all(knows) {
            return Ok(false);
        }
        state.desk.stir(workspace, posts);
        for post in posts {
            state.desk.posts.insert((workspace, post.id), (post.clone(), now));
        }
        state.tell_of_posts(workspace, posts.iter().map(|post| post.channel).collect(), now);
        for entry in audit {
            state.audit.push(entry.clone());
        }
        Ok(true)
    }

    async fn post(&self, workspace: WorkspaceId, post: PostId) -> Stored<Option<Post>> {
        Ok(self.state().desk.posts.get(&(workspace, post)).map(|(post, _)| post.clone()))
    }

    async fn posts_of_group(&self, workspace: WorkspaceId, group: GroupId) -> Stored<Vec<Post>> {
        let state = self.state();
        let posts = state.desk.of(workspace).map(|(_, post)| post);
        Ok(posts.filter(|post| post.group == group).cloned().collect())
    }

    async fn list_posts(&self, workspace: WorkspaceId, query: &PostQuery) -> Stored<PostList> {
        let state = self.state();
        let wanted = |(place, post): &(PostCursor, &Post)| {
            query.from.is_none_or(|from| place.at >= from)
                && query.until.is_none_or(|until| place.at < until)
                && query.after.is_none_or(|after| (place.at, place.id) > (after.at, after.id))
                && (query.channels.is_empty() || query.channels.contains(&post.channel))
                && (query.states.is_empty() || query.states.contains(&post.state.kind()))
        };
        let mut found: Vec<_> = state.desk.of(workspace).filter(wanted).collect();
        found.sort_by_key(|(place, _)| (place.at, place.id));
        let limit = query.limit as usize;
        let is_more = found.len() > limit;
        found.truncate(limit);
        let next = found.last().filter(|_| is_more).map(|(place, _)| *place);
        let posts = found.into_iter().map(|(_, post)| post.clone()).collect();
        Ok(PostList { posts, next, as_of: state.last_event(workspace) })
    }

    async fn write_posts(&self, writes: &Writes) -> Stored<bool> {
        let mut state = self.state();
        let done = state.write_over(writes);
        if done {
            let posts: Vec<_> = writes.posts.iter().map(|(_, post)| post.clone()).collect();
            state.desk.stir(writes.workspace, &posts);
            for entry in &writes.audit {
                state.audit.push(entry.clone());
            }
        }
        Ok(done)
    }

    async fn delete_posts(
        &self,
        workspace: WorkspaceId,
        posts: &[Seen],
        now: Timestamp,
    ) -> Stored<bool> {
        let mut state = self.state();
        if !posts.iter().all(|seen| state.desk.is_as_read(workspace, seen)) {
            return Ok(false);
        }
        let gone: Vec<_> = posts
            .iter()
            .filter_map(|seen| state.desk.posts.remove(&(workspace, seen.id)))
            .collect();
        state.desk.attempts.retain(|(home, post, _), _| {
            *home != workspace || !posts.iter().any(|seen| seen.id == *post)
        });
        state.tell_of_posts(workspace, gone.iter().map(|(post, _)| post.channel).collect(), now);
        Ok(true)
    }

    async fn planned_times(
        &self,
        workspace: WorkspaceId,
        channel: ChannelId,
        after: Timestamp,
    ) -> Stored<Vec<Timestamp>> {
        let state = self.state();
        let queue = state.desk.queue(workspace, channel);
        let times: BTreeSet<_> = queue.iter().filter_map(|post| post.at).collect();
        Ok(times.into_iter().filter(|at| *at > after).collect())
    }

    async fn attempts(&self, workspace: WorkspaceId, post: PostId) -> Stored<Vec<Attempt>> {
        let state = self.state();
        let here = state.desk.attempts.range((workspace, post, 0)..=(workspace, post, u32::MAX));
        Ok(here.rev().map(|(_, attempt)| attempt.clone()).collect())
    }

    async fn queues(&self, workspace: WorkspaceId) -> Stored<Vec<Queue>> {
        let mut queues: BTreeMap<ChannelId, Queue> = BTreeMap::new();
        for (_, post) in self.state().desk.of(workspace) {
            let channel = post.channel;
            let (next, oldest_held) = (None, None);
            let empty = Queue { channel, held: 0, asking: 0, proposed: 0, next, oldest_held };
            let kind = post.state.kind();
            let counts = [
                PostStateKind::Proposed,
                PostStateKind::Scheduled,
                PostStateKind::Held,
                PostStateKind::Asking,
            ];
            if !counts.contains(&kind) {
                continue;
            }
            let queue = queues.entry(channel).or_insert(empty);
            let first = |kept: Option<Timestamp>| kept.into_iter().chain(post.at).min();
            match kind {
                PostStateKind::Proposed => queue.proposed += 1,
                PostStateKind::Scheduled => queue.next = first(queue.next),
                PostStateKind::Held => {
                    queue.held += 1;
                    queue.oldest_held = first(queue.oldest_held);
                }
                _ => queue.asking += 1,
            }
        }
        Ok(queues.into_values().collect())
    }

    async fn planned_after(
        &self,
        workspace: WorkspaceId,
        channels: &[(ChannelId, Timestamp)],
    ) -> Stored<Vec<Beyond>> {
        let state = self.state();
        let beyond = |(channel, after): &(ChannelId, Timestamp)| {
            let queue = state.desk.queue(workspace, *channel);
            let times: Vec<_> =
                queue.iter().filter_map(|post| post.at).filter(|at| at >= after).collect();
            let posts = u32::try_from(times.len()).unwrap_or(u32::MAX);
            Some(Beyond { channel: *channel, posts, first: *times.first()? })
        };
        Ok(channels.iter().filter_map(beyond).collect())
    }

    async fn published_by_day(
        &self,
        workspace: WorkspaceId,
        channels: &[ChannelId],
        days: &DayRange,
    ) -> Stored<Vec<(ChannelId, Timestamp, u32)>> {
        let mut counts = BTreeMap::new();
        let day = Span::days(1).as_millis();
        for ((home, _), (post, _)) in &self.state().desk.posts {
            let at = post.at.filter(|at| days.from <= *at && *at < days.until);
            let is_one = *home == workspace && channels.contains(&post.channel);
            if let (Some(at), true, PostStateKind::Published) = (at, is_one, post.state.kind()) {
                let start = Timestamp::from_millis(at.millis() / day * day);
                *counts.entry((post.channel, start)).or_default() += 1;
            }
        }
        Ok(counts.into_iter().map(|((channel, day), posts)| (channel, day, posts)).collect())
    }
}

#[async_trait]
impl Pictures for MemStore {
    async fn keep_picture(&self, picture: &NewPicture) -> Stored<()> {
        let key = (picture.workspace, picture.picture.id);
        self.state().desk.pictures.insert(key, picture.clone());
        Ok(())
    }

    async fn picture(&self, workspace: WorkspaceId, picture: PictureId) -> Stored<Option<Picture>> {
        let state = self.state();
        let kept = state.desk.pictures.get(&(workspace, picture));
        Ok(kept.map(|kept| Picture { alt: String::new(), ..kept.picture.clone() }))
    }

    async fn held_picture(
        &self,
        workspace: WorkspaceId,
        picture: PictureId,
    ) -> Stored<Option<HeldPicture>> {
        let state = self.state();
        let kept = state.desk.pictures.get(&(workspace, picture));
        Ok(kept.map(|kept| HeldPicture {
            picture: Picture { alt: String::new(), ..kept.picture.clone() },
            name: kept.name.clone(),
            bytes: kept.bytes.clone(),
        }))
    }

    async fn picture_name(
        &self,
        workspace: WorkspaceId,
        picture: PictureId,
    ) -> Stored<Option<String>> {
        Ok(self.state().desk.pictures.get(&(workspace, picture)).map(|kept| kept.name.clone()))
    }

    async fn picture_named(&self, name: &str) -> Stored<Option<(PictureFormat, Vec<u8>)>> {
        let state = self.state();
        let kept = state.desk.pictures.values().find(|kept| kept.name == name);
        Ok(kept.map(|kept| (kept.picture.format, kept.bytes.clone())))
    }

    async fn forget_pictures(&self, before: Timestamp) -> Stored<()> {
        let desk = &mut self.state().desk;
        let used: BTreeSet<_> = desk
            .posts
            .iter()
            .filter_map(|((home, _), (post, _))| Some((*home, post.content.picture.as_ref()?.id)))
            .collect();
        desk.pictures.retain(|key, kept| kept.now >= before || used.contains(key));
        Ok(())
    }
}

#[async_trait]
impl Timetables for MemStore {
    async fn timetable(&self, workspace: WorkspaceId) -> Stored<Option<Timetable>> {
        Ok(self.state().desk.timetables.get(&workspace).cloned())
    }

    async fn keep_timetable(
        &self,
        workspace: WorkspaceId,
        timetable: &Timetable,
        audit: &AuditEntry,
    ) -> Stored<()> {
        let mut state = self.state();
        state.desk.timetables.insert(workspace, timetable.clone());
        state.audit.push(audit.clone());
        Ok(())
    }

    async fn slots(&self, workspace: WorkspaceId, channel: ChannelId) -> Stored<SlotPlan> {
        Ok(self.state().desk.plans.get(&(workspace, channel)).cloned().unwrap_or_default())
    }

    async fn keep_slots(
        &self,
        workspace: WorkspaceId,
        channel: ChannelId,
        plan: &SlotPlan,
        audit: &AuditEntry,
    ) -> Stored<bool> {
        let mut state = self.state();
        let knows = state.knows_channel(workspace, channel);
        if knows {
            state.desk.plans.insert((workspace, channel), plan.clone());
            state.audit.push(audit.clone());
        }
        Ok(knows)
    }
}
