//! The Scheduler's part of the port.

use async_trait::async_trait;
use domain::{
    figure::DayRange,
    id::{ChannelId, GroupId, PersonId, PictureId, PostId, WorkspaceId},
    post::{Picture, PictureFormat, Post},
    scheduling::SchedulerRole,
    slots::SlotPlan,
    time::Timestamp,
};
use engine::ports::store::{
    Pictures, Posts, SchedulerRoles, Stored, Timetables, Turns,
    accounts::AuditEntry,
    pictures::{HeldPicture, NewPicture},
    posts::{Attempt, Beyond, PostList, PostQuery, Queue, Seen, Writes},
    scheduler_roles::PostsRoleOf,
    timetables::Timetable,
    turns::{Head, Sweep, Taken, TurnEnd, TurnRequest},
};

use super::{Door, Weight, light};
use crate::Mutant;

#[async_trait]
impl Pictures for Door {
    async fn keep_picture(&self, picture: &NewPicture) -> Stored<()> {
        light!(self.keep_picture(picture))
    }

    async fn picture(&self, home: WorkspaceId, picture: PictureId) -> Stored<Option<Picture>> {
        light!(self.picture(home, picture))
    }

    async fn held_picture(
        &self,
        home: WorkspaceId,
        picture: PictureId,
    ) -> Stored<Option<HeldPicture>> {
        light!(self.held_picture(home, picture))
    }

    async fn picture_name(&self, home: WorkspaceId, picture: PictureId) -> Stored<Option<String>> {
        light!(self.picture_name(home, picture))
    }

    async fn picture_named(&self, name: &str) -> Stored<Option<(PictureFormat, Vec<u8>)>> {
        light!(self.picture_named(name))
    }

    async fn forget_pictures(&self, before: Timestamp) -> Stored<()> {
        light!(self.forget_pictures(before))
    }
}

#[async_trait]
impl SchedulerRoles for Door {
    async fn scheduler_roles(
        &self,
        home: WorkspaceId,
        person: Option<PersonId>,
    ) -> Stored<Vec<PostsRoleOf>> {
        light!(self.scheduler_roles(home, person))
    }

    async fn keep_scheduler_roles(
        &self,
        home: WorkspaceId,
        person: PersonId,
        roles: &[(ChannelId, SchedulerRole)],
        audit: &AuditEntry,
    ) -> Stored<bool> {
        light!(self.keep_scheduler_roles(home, person, roles, audit))
    }
}

#[async_trait]
impl Posts for Door {
    async fn add_posts(
        &self,
        home: WorkspaceId,
        posts: &[Post],
        audit: &[AuditEntry],
        now: Timestamp,
    ) -> Stored<bool> {
        light!(self.add_posts(home, posts, audit, now))
    }

    async fn post(&self, home: WorkspaceId, post: PostId) -> Stored<Option<Post>> {
        light!(self.post(home, post))
    }

    async fn posts_of_group(&self, home: WorkspaceId, group: GroupId) -> Stored<Vec<Post>> {
        light!(self.posts_of_group(home, group))
    }

    async fn list_posts(&self, home: WorkspaceId, query: &PostQuery) -> Stored<PostList> {
        light!(self.list_posts(home, query))
    }

    async fn write_posts(&self, writes: &Writes) -> Stored<bool> {
        light!(self.write_posts(writes))
    }

    async fn delete_posts(
        &self,
        home: WorkspaceId,
        posts: &[Seen],
        now: Timestamp,
    ) -> Stored<bool> {
        light!(self.delete_posts(home, posts, now))
    }

    async fn planned_times(
        &self,
        home: WorkspaceId,
        channel: ChannelId,
        after: Timestamp,
    ) -> Stored<Vec<Timestamp>> {
        light!(self.planned_times(home, channel, after))
    }

    async fn attempts(&self, home: WorkspaceId, post: PostId) -> Stored<Vec<Attempt>> {
        light!(self.attempts(home, post))
    }

    async fn queues(&self, home: WorkspaceId) -> Stored<Vec<Queue>> {
        light!(self.queues(home))
    }

    async fn planned_after(
        &self,
        home: WorkspaceId,
        channels: &[(ChannelId, Timestamp)],
    ) -> Stored<Vec<Beyond>> {
        light!(self.planned_after(home, channels))
    }

    async fn published_by_day(
        &self,
        home: WorkspaceId,
        channels: &[ChannelId],
        days: &DayRange,
    ) -> Stored<Vec<(ChannelId, Timestamp, u32)>> {
        light!(self.published_by_day(home, channels, days))
    }
}

#[async_trait]
impl Timetables for Door {
    async fn timetable(&self, home: WorkspaceId) -> Stored<Option<Timetable>> {
        light!(self.timetable(home))
    }

    async fn keep_timetable(
        &self,
        home: WorkspaceId,
        timetable: &Timetable,
        audit: &AuditEntry,
    ) -> Stored<()> {
        light!(self.keep_timetable(home, timetable, audit))
    }

    async fn slots(&self, home: WorkspaceId, channel: ChannelId) -> Stored<SlotPlan> {
        light!(self.slots(home, channel))
    }

    async fn keep_slots(
        &self,
        home: WorkspaceId,
        channel: ChannelId,
        plan: &SlotPlan,
        audit: &AuditEntry,
    ) -> Stored<bool> {
        light!(self.keep_slots(home, channel, plan, audit))
    }
}

#[async_trait]
impl Turns for Door {
    async fn take_turns(&self, request: &TurnRequest) -> Stored<Taken> {
        self.turns("take_turns", self.0.world.store.take_turns(request)).await
    }

    async fn head(&self, home: WorkspaceId, channel: ChannelId, now: Timestamp) -> Stored<Head> {
        light!(self.head(home, channel, now))
    }

    async fn sweep(&self, sweep: &Sweep) -> Stored<bool> {
        light!(self.sweep(sweep))
    }

    async fn begin_attempt(&self, home: WorkspaceId, seen: &Seen, post: &Post) -> Stored<bool> {
        if self.0.world.mutant == Some(Mutant::ForgetsAttempts) {
            return Ok(true);
        }
        let begun = self.0.world.store.begin_attempt(home, seen, post);
        self.through(format!("begin_attempt {}", post.id), Weight::Heavy, begun).await
    }

    async fn end_attempt(&self, writes: &Writes, number: u32, outcome: &str) -> Stored<bool> {
        let ended = self.0.world.store.end_attempt(writes, number, outcome);
        self.through(format!("end_attempt {outcome}"), Weight::Heavy, ended).await
    }

    async fn end_turn(&self, end: &TurnEnd) -> Stored<()> {
        light!(self.end_turn(end))
    }

    async fn wake_held(&self, home: Option<WorkspaceId>, now: Timestamp) -> Stored<()> {
        light!(self.wake_held(home, now))
    }
}
