//! The people who plan posts, decide about those that ask, and at the end compare what was planned with what the networks show.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use domain::{
    account::Viewer,
    channel::LinkedChannel,
    id::{PostId, WorkspaceId},
    late::{LateRule, Then},
    post::{Content, Decision, Post, PostState, PostStateKind, Question, Unpublished},
    slots::{Slot, SlotPlan},
    time::{Span, Timestamp},
    zone::{Weekday, Zone},
};
use engine::{
    Engine,
    apps::scheduler::{Composition, When},
    ports::store::{Channels as _, Posts as _, posts::PostQuery, timetables::Timetable},
    reconnect::Target,
};

use crate::{
    network::wall::UNWANTED,
    people::{log_in, owner},
    process::{Process, living},
    world::World,
};

/// How far two processes' clocks may be apart, with what a stopped one may take.
const SKEW: Span = Span::minutes(25);
/// How far ahead posts are planned.
const AHEAD: i64 = 4 * 60;

/// A post as somebody planned it.
struct Planned {
    workspace: WorkspaceId,
    /// When somebody last had a hand in it.
    touched_at: Timestamp,
    /// Whether somebody decided about it: it goes when they say, and out of its order.
    was_decided: bool,
}

/// The people who plan.
pub(crate) struct Office {
    world: Arc<World>,
    planned: BTreeMap<PostId, Planned>,
    next_post: Timestamp,
    written: u64,
}

impl Office {
    /// Each workspace has a rule, and its channels have slots.
    pub(crate) async fn open(
        world: &Arc<World>,
        processes: &[Process],
        viewers: &[Viewer],
    ) -> Self {
        let office = Self {
            world: Arc::clone(world),
            planned: BTreeMap::new(),
            next_post: world.now(),
            written: 0,
        };
        for viewer in viewers {
            let Some(engine) = living(world, processes) else { continue };
            let then = if world.dice().chance(500_000) { Then::NextSlot } else { Then::Ask };
            let at_once_within = Span::hours(world.within(0, 12));
            let timetable =
                Timetable { zone: Zone::utc(), rule: LateRule { at_once_within, then } };
            office.must(engine.keep_timetable(viewer, &timetable, "192.0.2.1").await, "a rule");
            for channel in office.channels(viewer).await {
                let plan = office.slots();
                let kept = engine.keep_slots(viewer, channel.id, &plan, "192.0.2.1").await;
                office.must(kept, "slots");
            }
        }
        office
    }

    /// A look at the office: posts are written, moved and decided about, and in the quiet everything red is mended.
    pub(crate) async fn work(&mut self, processes: &[Process], viewers: &[Viewer]) {
        if !self.world.is_rough() {
            self.mend_all(processes, viewers).await;
            self.decide_all(viewers, processes).await;
            return;
        }
        while self.next_post <= self.world.now() {
            self.next_post = self.next_post.after(Span::seconds(self.world.within(1, 600)));
            let place = self.world.dice().place(viewers.len());
            let Some(engine) = living(&self.world, processes) else { return };
            let viewer = &viewers[place];
            match self.world.within(0, 99) {
                0..80 => self.write(&engine, viewer).await,
                80..90 => self.shift(&engine, viewer).await,
                _ => self.decide(&engine, viewer).await,
            }
        }
    }

    /// Somebody writes a post to one channel or a few.
    async fn write(&mut self, engine: &Engine, viewer: &Viewer) {
        let mut channels = self.channels(viewer).await;
        channels.retain(|channel| !channel.links.is_empty());
        if channels.is_empty() {
            return;
        }
        let few = self.world.dice().place(3) + 1;
        let first = self.world.dice().place(channels.len());
        let channels = channels.iter().cycle().skip(first).take(few).map(|it| it.id).collect();
        self.written += 1;
        let word = if self.world.dice().chance(50_000) { UNWANTED } else { "post" };
        let text = format!("{word} {}", self.written);
        let now = self.world.now();
        let when = match self.world.within(0, 9) {
            0 => When::Now,
            1 => When::NextSlot,
            _ => When::At(now.after(Span::minutes(self.world.within(15, AHEAD)))),
        };
        let has_last = self.world.dice().chance(200_000);
        let not_after = has_last.then(|| now.after(Span::hours(self.world.within(5, 30))));
        let content = Content { text, ..Content::default() };
        let composition = Composition { content, channels, when, not_after };
        // A process that dies meanwhile takes the post with it, and whoever wrote it knows that.
        let composed = within_a_minute(engine.compose(viewer, &composition, "192.0.2.1")).await;
        let now = self.world.now();
        if let Some(Ok(Ok(posts))) = composed {
            for post in posts {
                let (workspace, was_decided) = (viewer.workspace, false);
                let planned = Planned { workspace, touched_at: now, was_decided };
                self.planned.insert(post.id, planned);
            }
        }
    }

    /// Somebody moves a post that waits for its time.
    async fn shift(&mut self, engine: &Engine, viewer: &Viewer) {
        let Some(post) = self.one_of(viewer, PostStateKind::Scheduled).await else { return };
        let at = self.world.now().after(Span::minutes(self.world.within(15, AHEAD)));
        let moved = engine.move_post(viewer, post.id, post.version, at, "192.0.2.1");
        _ = within_a_minute(moved).await;
        // Whether or not they heard that it was moved.
        self.touch(post.id, false);
    }

    async fn decide(&mut self, engine: &Engine, viewer: &Viewer) {
        let Some(post) = self.one_of(viewer, PostStateKind::Asking).await else { return };
        let decision = self.decision(viewer.workspace, &post).await;
        self.touch(post.id, true);
        let posts = [post.id];
        let decided = engine.decide(viewer, &posts, decision);
        _ = within_a_minute(decided).await;
    }

    async fn decide_all(&mut self, viewers: &[Viewer], processes: &[Process]) {
        let Some(engine) = living(&self.world, processes) else { return };
        for viewer in viewers {
            self.decide(&engine, viewer).await;
        }
    }

    /// Whoever is asked whether a post is out looks at the network.
    async fn decision(&self, workspace: WorkspaceId, post: &Post) -> Decision {
        let is_question =
            matches!(post.state, PostState::Asking { question: Question::IsItOut { .. }, .. });
        if is_question && !self.shown(workspace, post).await.is_empty() {
            Decision::IsOut
        } else if !is_question
            && post.window().is_some_and(|window| window.is_over(self.world.now()))
        {
            Decision::Skip
        } else {
            Decision::Now
        }
    }

    /// Everybody whose profile is red logs in again, and gets their roles back.
    async fn mend_all(&self, processes: &[Process], viewers: &[Viewer]) {
        let now = self.world.now();
        let people = self.world.truth().people.len();
        for person in 0..people {
            let mut truth = self.world.truth();
            truth.revive(person, now);
            for channel in &mut truth.people[person].channels {
                if !channel.has_role {
                    (channel.has_role, channel.changed_at) = (true, now);
                }
            }
        }
        let Some(engine) = living(&self.world, processes) else { return };
        let mut red = Vec::new();
        self.world.store.each_row(|(home, profile), row| {
            if row.profile.needs_mending() {
                red.push((home, profile));
            }
        });
        for (home, profile) in red {
            let viewer = viewers.iter().find(|viewer| viewer.workspace == home).cloned();
            let person = owner(&self.world, home, profile);
            if let (Some(viewer), Some(person)) = (viewer, person) {
                let target = Target::Profile(profile);
                let world = Arc::clone(&self.world);
                tokio::spawn(log_in(world, engine.clone(), viewer, target, person));
            }
        }
    }

    /// What the networks show, against what was planned.
    pub(crate) async fn judge(&self) {
        let mut by_channel: BTreeMap<(WorkspaceId, _), Vec<Post>> = BTreeMap::new();
        for (id, planned) in &self.planned {
            let Ok(Some(post)) = self.world.store.post(planned.workspace, *id).await else {
                self.world.violated(11, format!("{id} is not there any more"));
                continue;
            };
            self.judge_one(planned.workspace, &post).await;
            by_channel.entry((planned.workspace, post.channel)).or_default().push(post);
        }
        for ((workspace, _), posts) in &by_channel {
            self.judge_order(*workspace, posts).await;
        }
    }

    async fn judge_one(&self, workspace: WorkspaceId, post: &Post) {
        let shown = self.shown(workspace, post).await;
        let is_unwanted = post.content.text.starts_with(UNWANTED);
        let expected = match &post.state {
            PostState::Published { .. } if !is_unwanted => 1,
            // A late one that found its slot on a later day, as clocks go.
            PostState::Scheduled { .. }
                if post.at.is_some_and(|at| at.after(SKEW) > self.world.now()) =>
            {
                0
            }
            PostState::Failed { why: Unpublished::Refused { .. }, .. } if is_unwanted => 0,
            // Somebody thought it too late.
            PostState::Draft if post.not_after.is_some() => 0,
            PostState::Failed { why: Unpublished::TooLate, .. } if post.not_after.is_some() => 0,
            state => {
                let id = post.id;
                let told = format!("{id} at {:?} is not settled: {state:?}", post.at);
                return self.world.violated(11, told);
            }
        };
        if shown.len() != expected {
            let (id, state) = (post.id, post.state.kind());
            let rule = if shown.len() > expected { 12 } else { 11 };
            self.world.violated(rule, format!("{id} is {state:?} and shown {} times", shown.len()));
        }
        if let (Some(last), Some(at)) = (post.not_after, shown.first())
            && *at > last.after(SKEW)
        {
            self.world.violated(13, format!("{} went out at {at:?}, after {last:?}", post.id));
        }
        self.world.book().counts.published += u64::try_from(shown.len()).unwrap_or_default();
    }

    /// No post went out before another one of its channel that should have gone before it, and was there.
    async fn judge_order(&self, workspace: WorkspaceId, posts: &[Post]) {
        let mut out = Vec::new();
        let decided: BTreeSet<PostId> =
            self.planned.iter().filter(|(_, it)| it.was_decided).map(|(id, _)| *id).collect();
        for post in posts.iter().filter(|post| !decided.contains(&post.id)) {
            let at = self.shown(workspace, post).await.first().copied();
            if let (Some(at), Some(planned_at)) = (at, post.at) {
                out.push((at, planned_at, post.id));
            }
        }
        out.sort_unstable();
        for (place, (at, planned_at, id)) in out.iter().enumerate() {
            let later = out.iter().skip(place + 1);
            let overtaken = later.filter(|(_, planned, other)| {
                let touched_at = self.planned.get(other).map(|it| it.touched_at);
                planned.after(SKEW) < *planned_at
                    && touched_at.is_some_and(|it| it.after(SKEW) < *at)
            });
            for (_, _, other) in overtaken {
                self.world.violated(14, format!("{id} overtook {other}"));
            }
        }
    }

    /// When the network shows a post, each time.
    async fn shown(&self, workspace: WorkspaceId, post: &Post) -> Vec<Timestamp> {
        let found = self.world.store.linked_channel(workspace, post.channel).await;
        let Ok(Some(LinkedChannel { network, remote_id, .. })) = found else { return Vec::new() };
        let (truth, key) = (self.world.truth(), post.id.to_string());
        let shown = truth.wall.of(network, &remote_id).iter().filter(|it| it.key == key);
        shown.map(|it| it.at).collect()
    }

    async fn one_of(&self, viewer: &Viewer, state: PostStateKind) -> Option<Post> {
        let query = PostQuery { states: vec![state], limit: 200, ..PostQuery::default() };
        let list = self.world.store.list_posts(viewer.workspace, &query).await.ok()?;
        let place = self.world.dice().place(list.posts.len());
        list.posts.into_iter().nth(place)
    }

    async fn channels(&self, viewer: &Viewer) -> Vec<LinkedChannel> {
        self.world.store.linked_channels(viewer.workspace).await.unwrap_or_default()
    }

    fn slots(&self) -> SlotPlan {
        let minute = u16::try_from(self.world.within(0, 24 * 60 - 1)).unwrap_or_default();
        let every_day = Weekday::ALL.into_iter().map(|weekday| Slot { weekday, minute });
        SlotPlan::new(every_day.collect())
    }

    fn touch(&mut self, post: PostId, is_decision: bool) {
        let now = self.world.now();
        if let Some(planned) = self.planned.get_mut(&post) {
            planned.touched_at = now;
            planned.was_decided |= is_decision;
        }
    }

    fn must<T, E: std::fmt::Debug>(&self, done: Result<T, E>, what: &str) {
        if let Err(error) = done {
            self.world
                .violated(0, format!("{what} could not be kept although all is well: {error:?}"));
        }
    }
}

/// Nobody waits for ever for a page of a process that died.
pub(crate) async fn within_a_minute<T>(work: impl Future<Output = T>) -> Option<T> {
    tokio::time::timeout(std::time::Duration::from_secs(60), work).await.ok()
}
