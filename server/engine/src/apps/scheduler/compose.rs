//! A new post, to one channel or several: to each as the author's role for it lets them.

use domain::{
    account::Viewer,
    channel::LinkedChannel,
    id::{ChannelId, GroupId, PersonId, PostId, WorkspaceId},
    limits::{Fault, faults},
    post::{Content, NotNow, Post, PostState},
    scheduling::SchedulerRole,
    time::{Span, Timestamp},
};

use super::approve::proposals;
use crate::{Engine, Error};

/// A time that passed less than this ago is now: somebody was writing meanwhile.
const JUST_NOW: Span = Span::minutes(2);

/// What is composed.
#[derive(Debug, Clone)]
pub struct Composition {
    /// What it says. Of its picture only id and alternative text count.
    pub content: Content,
    /// To which channels.
    pub channels: Vec<ChannelId>,
    /// When.
    pub when: When,
    /// Its last moment.
    pub not_after: Option<Timestamp>,
}

/// When a post goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Not yet: it is a draft, perhaps with a time in mind.
    Draft(Option<Timestamp>),
    /// At once.
    Now,
    /// Then.
    At(Timestamp),
    /// At the next free slot of each channel.
    NextSlot,
    /// Then, if somebody approves it.
    Proposed(Timestamp),
}

/// What is wrong with a post, for one channel. Nothing was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unfit {
    /// The network does not take it.
    Faults(Vec<Fault>),
    /// The time has passed.
    Past,
    /// The last moment is before the time.
    LastMomentBefore,
    /// The channel has no free slot.
    NoFreeSlot,
    /// The workspace has no such channel, or it was removed.
    NoSuchChannel,
    /// The workspace has no such picture.
    NoSuchPicture,
    /// It cannot be changed as it stands.
    NotNow(NotNow),
}

/// When a post goes out, and its last moment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Planned {
    pub(super) when: When,
    pub(super) not_after: Option<Timestamp>,
}

impl When {
    /// The state in which somebody of this role leaves a post that was to be in `state`.
    pub(super) fn left_by(
        self,
        person: PersonId,
        role: SchedulerRole,
        state: PostState,
        now: Timestamp,
    ) -> PostState {
        let publishes = role.may_publish() && !matches!(self, Self::Proposed(_));
        if publishes { state } else { state.proposed(person, now) }
    }
}

impl Engine {
    /// Writes down a composition: one post to each channel, all of them or none. A draft may be unfit. Where the author may not
    /// publish, a post is proposed for its time.
    ///
    /// # Errors
    /// The store's, and [`Error::Forbidden`] for somebody who may not write for one of the channels. The inner error names what is wrong, for each channel that something is wrong for; no channel at all is
    /// an empty list.
    pub async fn compose(
        &self,
        viewer: &Viewer,
        composition: &Composition,
        from: &str,
    ) -> Result<Result<Vec<Post>, Vec<(ChannelId, Unfit)>>, Error> {
        let now = self.clock.now();
        let group = GroupId::new(now, self.fresh_id());
        let given = self.given(viewer).await?;
        let roles = composition.channels.iter().filter_map(|id| given.role(*id));
        if roles.into_iter().any(|role| !role.may_write()) {
            return Err(Error::Forbidden);
        }
        let (mut posts, mut unfit) = (Vec::new(), Vec::new());
        let picture = match &composition.content.picture {
            None => Ok(None),
            Some(picture) => {
                self.known_picture(viewer.workspace, picture.id, &picture.alt).await?.map(Some)
            }
        };
        for &id in &composition.channels {
            if posts.iter().any(|post: &Post| post.channel == id) {
                continue;
            }
            let channel = self.store.linked_channel(viewer.workspace, id).await?;
            let channel = channel.filter(|channel| !channel.links.is_empty());
            // A channel without a role is as little there as one of somebody else's.
            let Some((channel, role)) = channel.zip(given.role(id)) else {
                unfit.push((id, Unfit::NoSuchChannel));
                continue;
            };
            let Ok(picture) = &picture else {
                unfit.push((id, Unfit::NoSuchPicture));
                continue;
            };
            let content = Content { picture: picture.clone(), ..composition.content.clone() };
            let plan = Planned { when: composition.when, not_after: composition.not_after };
            match self.fit(viewer.workspace, &channel, &content, plan, now).await? {
                Err(why) => unfit.push((id, why)),
                Ok((state, at)) => posts.push(Post {
                    id: PostId::new(now, self.fresh_id()),
                    group,
                    channel: id,
                    content,
                    at,
                    not_after: composition.not_after,
                    state: composition.when.left_by(viewer.person, role, state, now),
                    author: viewer.person,
                    version: 1,
                    step: 1,
                }),
            }
        }
        if posts.is_empty() || !unfit.is_empty() {
            return Ok(Err(unfit));
        }
        let audit = proposals(viewer, posts.iter().map(|post| (None, post)), from, now);
        if !self.store.add_posts(viewer.workspace, &posts, &audit, now).await? {
            // A channel or a picture went in between.
            return Err(Error::NotFound);
        }
        self.publishing.rota.stirred.notify_one();
        Ok(Ok(posts))
    }

    /// The state and the time of a post that is to go out to a channel so; what is wrong with it, else.
    pub(super) async fn fit(
        &self,
        workspace: WorkspaceId,
        channel: &LinkedChannel,
        content: &Content,
        plan: Planned,
        now: Timestamp,
    ) -> Result<Result<(PostState, Option<Timestamp>), Unfit>, Error> {
        let at = match plan.when {
            When::Draft(at) => return Ok(Ok((PostState::Draft, at))),
            When::Now => now,
            When::At(at) | When::Proposed(at) if at < now.before(JUST_NOW) => {
                return Ok(Err(Unfit::Past));
            }
            When::At(at) | When::Proposed(at) => at,
            When::NextSlot => match self.next_slot(workspace, channel.id, now).await? {
                Some(at) => at,
                None => return Ok(Err(Unfit::NoFreeSlot)),
            },
        };
        let faults = faults(channel.network, content);
        Ok(if !faults.is_empty() {
            Err(Unfit::Faults(faults))
        } else if plan.not_after.is_some_and(|last| last < at) {
            Err(Unfit::LastMomentBefore)
        } else {
            Ok((PostState::Scheduled { waits: None }, Some(at)))
        })
    }
}
