//! The people below the posts: they write comments, the workspace answers some, and at the end what Relink kept is compared with
//! what was written.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use domain::{
    account::Viewer,
    channel::LinkedChannel,
    comment::{Comment, Reply, ReplyState, Shown},
    figure::DayRange,
    id::{ReplyId, WorkspaceId},
    network::Network,
    time::{Span, Timestamp},
};
use engine::{
    Engine,
    ports::store::{
        Channels as _, Comments as _, Figures as _, Listenings as _, Replies as _, Stored,
        comments::{CommentQuery, Unheard},
    },
};

use crate::{
    network::numbers,
    office::within_a_minute,
    process::{Process, living},
    world::{BEGINNING, World},
};

/// How long after a day is final it is counted for the last time: where asking is dear a channel has its turn twice a day, and two
/// hours are left for the spread of turns and for clocks.
const COUNTED: Span = Span::hours(14);
/// At most so many comments are below the posts of a channel in the end.
const MOST: u32 = 10_000;
/// How long before the end the last comment that must be known was written, and how far a clock may be off.
const SETTLED: Span = Span::minutes(40);

/// The people below the posts, and who answers them.
pub(crate) struct Street {
    world: Arc<World>,
    next_comment: Timestamp,
    written: u64,
    /// What was answered: by which workspace.
    answered: BTreeMap<ReplyId, WorkspaceId>,
}

impl Street {
    pub(crate) fn new(world: &Arc<World>) -> Self {
        let (world, next_comment) = (Arc::clone(world), world.now());
        Self { world, next_comment, written: 0, answered: BTreeMap::new() }
    }

    /// A look at the street: comments are written and answered, and in the quiet whoever is asked about an answer decides.
    pub(crate) async fn work(&mut self, processes: &[Process], viewers: &[Viewer]) {
        let Some(engine) = living(&self.world, processes) else { return };
        if !self.world.is_rough() {
            for viewer in viewers {
                self.settle(&engine, viewer).await;
            }
            return;
        }
        while self.next_comment <= self.world.now() {
            self.next_comment = self.next_comment.after(Span::seconds(self.world.within(1, 120)));
            let place = self.world.dice().place(viewers.len());
            match self.world.within(0, 9) {
                0..8 => self.write(),
                8 => self.answer(&engine, &viewers[place]).await,
                _ => self.settle(&engine, &viewers[place]).await,
            }
        }
    }

    /// Somebody writes below a channel's post.
    fn write(&mut self) {
        let world = &self.world;
        let now = world.now();
        let mut truth = world.truth();
        let person = world.dice().place(truth.people.len());
        let Some((network, channel)) = truth.people.get(person).and_then(|person| {
            let place = world.dice().place(person.channels.len());
            Some((person.network, person.channels.get(place)?.remote_id.clone()))
        }) else {
            return;
        };
        self.written += 1;
        truth.crowd.say(network, &channel, format!("comment {}", self.written), now);
    }

    async fn answer(&mut self, engine: &Engine, viewer: &Viewer) {
        let Some(comment) = self.one_new(viewer).await else { return };
        self.written += 1;
        let text = format!("answer {}", self.written);
        let answered = engine.answer(viewer, comment.id, comment.version, &text);
        if let Some(Ok(Ok(reply))) = within_a_minute(answered).await {
            self.answered.insert(reply.id, viewer.workspace);
        }
    }

    /// Whoever is asked whether an answer is there looks at the network.
    async fn settle(&self, engine: &Engine, viewer: &Viewer) {
        let of_workspace = self.answered.iter().filter(|(_, it)| **it == viewer.workspace);
        for (id, workspace) in of_workspace {
            let Ok(Some(reply)) = self.world.store.reply(*workspace, *id).await else { continue };
            if matches!(reply.state, ReplyState::Unknown { asks: true, .. }) {
                let is_there = self.shown(*workspace, &reply).await > 0;
                _ = within_a_minute(engine.settle_reply(viewer, *id, is_there)).await;
            }
        }
    }

    /// What Relink kept, against what was written.
    pub(crate) async fn judge(&self, viewers: &[Viewer]) {
        for viewer in viewers {
            for channel in self.channels(viewer.workspace).await {
                self.judge_comments(viewer.workspace, &channel).await;
                self.judge_figures(viewer.workspace, &channel).await;
            }
        }
        for (id, workspace) in &self.answered {
            self.judge_answer(*workspace, *id).await;
        }
        self.judge_pages();
    }

    /// Each comment is known once, unless the network no longer tells it and that is said.
    async fn judge_comments(&self, workspace: WorkspaceId, channel: &LinkedChannel) {
        let (world, id) = (&self.world, channel.id);
        let unheard: Vec<_> = self.must(world.store.unheard(workspace).await);
        let is_excused = |at: Timestamp| {
            let around = |it: &Unheard| it.channel == id && it.from <= at && at < it.until;
            unheard.iter().any(around)
        };
        let mut known = Vec::new();
        let posts: BTreeSet<_> = self.written(channel).into_iter().map(|it| it.post).collect();
        for post in posts {
            known.extend(self.must(world.store.thread(workspace, id, &post, MOST).await));
        }
        let mut times = BTreeMap::<_, u32>::new();
        for comment in known {
            *times.entry(comment.remote_id).or_default() += 1;
        }
        let until = world.now().before(SETTLED);
        for comment in self.written(channel) {
            match times.get(&comment.remote_id) {
                Some(1) => world.book().counts.comments += 1,
                Some(many) => world.violated(15, format!("{} is {many} times", comment.remote_id)),
                None if comment.at > until || is_excused(comment.at) => {}
                None => {
                    let (network, at) = (channel.network, comment.at.since(BEGINNING).as_millis());
                    let told = format!("{} of {network} at {at} is missing", comment.remote_id);
                    world.violated(15, told);
                }
            }
        }
    }

    /// Each answer is there once if it was sent, and not at all if it was not.
    async fn judge_answer(&self, workspace: WorkspaceId, id: ReplyId) {
        let Some(reply) = self.must(self.world.store.reply(workspace, id).await) else {
            return self.world.violated(16, format!("{id} is not there any more"));
        };
        let shown = self.shown(workspace, &reply).await;
        let expected = match reply.state {
            ReplyState::Sent { .. } => 1,
            ReplyState::Failed { .. } => 0,
            state => return self.world.violated(16, format!("{id} is not settled: {state:?}")),
        };
        if shown != expected {
            let state = reply.state.slug();
            self.world.violated(16, format!("{id} is {state} and there {shown} times"));
        }
        self.world.book().counts.answers += u64::from(shown > 0);
    }

    /// All looks together took hardly more pages than there was to read.
    fn judge_pages(&self) {
        let counts = self.world.book().counts;
        let (read, needed) = (counts.pages_read, counts.pages_needed);
        if read * 10 > needed * 11 {
            self.world.violated(17, format!("{read} pages were read where {needed} would do"));
        }
    }

    /// The figures of every day that is over are what the network tells for good.
    async fn judge_figures(&self, workspace: WorkspaceId, channel: &LinkedChannel) {
        let world = &self.world;
        let day = Span::days(1).as_millis();
        let start = |at: Timestamp| Timestamp::from_millis(at.millis() / day * day);
        let (from, now) = (start(BEGINNING), world.now().before(COUNTED));
        let range = DayRange { from, until: start(now) };
        let kept = self.must(world.store.figures(workspace, &[channel.id], &range).await);
        for day in numbers::days(&range).filter(|day| numbers::is_final(*day, now)) {
            for figure in numbers::truth(&channel.remote_id, day) {
                let found = kept.iter().find(|(_, it)| (it.metric, it.day) == (figure.metric, day));
                match found {
                    Some((_, found)) if found.value == figure.value => {
                        world.book().counts.figures += 1;
                    }
                    found => {
                        let remote_id = &channel.remote_id;
                        let told = format!("{figure:?} of {remote_id} is kept as {found:?}");
                        world.violated(18, told);
                    }
                }
            }
        }
    }

    /// How often an answer is there.
    async fn shown(&self, workspace: WorkspaceId, reply: &Reply) -> usize {
        let Ok(Some(channel)) = self.world.store.linked_channel(workspace, reply.channel).await
        else {
            return 0;
        };
        let (truth, key) = (self.world.truth(), reply.id.to_string());
        truth.crowd.answers(channel.network, &channel.remote_id, &key).count()
    }

    fn written(&self, channel: &LinkedChannel) -> Vec<engine::ports::networks::Comment> {
        let (network, remote_id): (Network, _) = (channel.network, &channel.remote_id);
        self.world.truth().crowd.all(network, remote_id).cloned().collect()
    }

    async fn one_new(&self, viewer: &Viewer) -> Option<Comment> {
        let channels = self.channels(viewer.workspace).await.iter().map(|it| it.id).collect();
        let (shown, limit) = (Some(Shown::New), 50);
        let query = CommentQuery { channels, shown, assignee: None, after: None, limit };
        let list = self.world.store.list_comments(viewer.workspace, &query).await.ok()?;
        let place = self.world.dice().place(list.comments.len());
        list.comments.into_iter().nth(place)
    }

    async fn channels(&self, workspace: WorkspaceId) -> Vec<LinkedChannel> {
        let mut channels = self.must(self.world.store.linked_channels(workspace).await);
        channels.retain(|channel| !channel.links.is_empty());
        channels
    }

    fn must<T: Default>(&self, done: Stored<T>) -> T {
        done.unwrap_or_else(|error| {
            self.world.violated(0, format!("the store did not answer its judge: {error:?}"));
            T::default()
        })
    }
}
