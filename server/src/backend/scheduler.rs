//! What the Scheduler's pages read, from the engine.

use app::{
    backend::{
        MasterAccount,
        scheduler::{
            Attempt, ChannelSlots, Desk, OnePost, PostsPage, PostsQuery, RenewalNeeded, Scheduler,
        },
    },
    error::Error,
};
use async_trait::async_trait;
use domain::{
    account::Viewer,
    health::Ability,
    id::PostId,
    post::{Post, PostState},
    scheduling::SchedulerRole,
    time::Timestamp,
};
use engine::ports::store::posts::{PostCursor, PostQuery, Queue};

use super::{Bound, lost::lost, wire};

/// How many posts a page of the list shows.
const PAGE: u32 = 50;
/// How many are read at once where all are wanted.
const MANY: u32 = 5_000;

#[async_trait]
impl Scheduler for Bound {
    async fn desk(&self, viewer: &Viewer) -> Result<Desk, Error> {
        let engine = &self.state.engine;
        // The number of the last event first: what happens while the rest is read is heard again rather than missed.
        let first = PostQuery { limit: 1, ..PostQuery::default() };
        let as_of = engine.posts(viewer, &first).await.map_err(wire)?.as_of;
        let timetable = engine.timetable(viewer).await.map_err(wire)?;
        let with_roles = engine.scheduler_channels(viewer).await.map_err(wire)?;
        let roles: Vec<_> = with_roles.iter().map(|(channel, role)| (channel.id, *role)).collect();
        let channels: Vec<_> = with_roles.into_iter().map(|(channel, _)| channel).collect();
        let queues = engine.held_counts(viewer).await.map_err(wire)?;
        let renewals = engine.renewals_needed(viewer).await.map_err(wire)?;
        let masters: Vec<_> = engine
            .master_accounts(viewer)
            .await
            .map_err(wire)?
            .into_iter()
            .map(|(name, email)| MasterAccount { name, email })
            .collect();
        let now = self.state.clock.now();
        let lost = lost(viewer, now, &channels, Ability::Publish, &masters, |ids| {
            let of = queues.iter().filter(|queue| ids.contains(&queue.channel));
            words::waiting_posts(of.map(|queue| queue.held).sum())
        });
        let lost = self.with_asks(viewer, lost, &channels).await?;
        let of_those = |may: fn(SchedulerRole) -> bool| {
            let roles = &roles;
            let is_one = move |queue: &&Queue| {
                roles.iter().any(|(id, role)| *id == queue.channel && may(*role))
            };
            queues.iter().filter(is_one)
        };
        let asking = of_those(SchedulerRole::may_publish).map(|queue| queue.asking).sum();
        let proposed = of_those(SchedulerRole::may_approve).map(|queue| queue.proposed).sum();
        Ok(Desk {
            workspace: viewer.workspace,
            person: viewer.person,
            mends: viewer.role.mends_profiles(),
            now,
            as_of,
            zone: timetable.zone,
            rule: timetable.rule,
            channels,
            asking,
            proposed,
            held: queues.iter().map(|queue| queue.held).sum(),
            renewals: renewals
                .into_iter()
                .map(|needed| RenewalNeeded {
                    profile: needed.profile,
                    name: needed.name,
                    by: needed.by,
                    posts: needed.posts,
                    first: needed.first,
                })
                .collect(),
            lost,
            masters,
            roles,
        })
    }

    async fn posts(&self, viewer: &Viewer, query: PostsQuery) -> Result<PostsPage, Error> {
        let found = self.state.engine.posts(viewer, &asked(&query, PAGE)).await.map_err(wire)?;
        Ok(PostsPage { posts: found.posts, next: found.next.as_ref().map(cursor_text) })
    }

    async fn posts_between(&self, viewer: &Viewer, query: PostsQuery) -> Result<Vec<Post>, Error> {
        let mut query = asked(&query, MANY);
        let mut posts = Vec::new();
        loop {
            let found = self.state.engine.posts(viewer, &query).await.map_err(wire)?;
            posts.extend(found.posts);
            match found.next {
                Some(next) => query.after = Some(next),
                None => return Ok(posts),
            }
        }
    }

    async fn post(&self, viewer: &Viewer, post: PostId) -> Result<OnePost, Error> {
        let engine = &self.state.engine;
        let post = engine.post(viewer, post).await.map_err(wire)?;
        let group = engine.posts_of_group(viewer, post.group).await.map_err(wire)?;
        let picture = match &post.content.picture {
            Some(picture) => Some(engine.path_of_picture(viewer, picture.id).await.map_err(wire)?),
            None => None,
        };
        let attempts = engine.attempts(viewer, post.id).await.map_err(wire)?;
        let attempts = attempts.into_iter().map(|attempt| Attempt {
            began_at: attempt.began_at,
            outcome: attempt.ended.map(|(_, outcome)| outcome),
        });
        let by = match &post.state {
            PostState::Proposed { by, .. } | PostState::Returned { by, .. } => {
                engine.name_of_member(viewer, *by).await.map_err(wire)?
            }
            _ => None,
        };
        Ok(OnePost { post, group, picture, by, attempts: attempts.collect() })
    }

    async fn slots(&self, viewer: &Viewer) -> Result<Vec<ChannelSlots>, Error> {
        let engine = &self.state.engine;
        let mut channels = engine.scheduler_channels(viewer).await.map_err(wire)?;
        channels.retain(|(channel, _)| !channel.links.is_empty());
        let mut slots = Vec::with_capacity(channels.len());
        for (channel, _) in channels {
            let plan = engine.slots(viewer, channel.id).await.map_err(wire)?;
            // A channel without slots has no next one; most have none.
            let next = if plan.slots().is_empty() {
                None
            } else {
                engine.next_free_slot(viewer, channel.id).await.map_err(wire)?
            };
            slots.push(ChannelSlots { channel: channel.id, plan, next });
        }
        Ok(slots)
    }
}

/// The engine's question for the page's.
fn asked(query: &PostsQuery, limit: u32) -> PostQuery {
    PostQuery {
        from: query.from,
        until: query.until,
        channels: query.channel.into_iter().collect(),
        states: query.state.into_iter().collect(),
        after: query.after.as_deref().and_then(cursor),
        limit,
    }
}

/// A place in the order, for the link to the next page: `milliseconds.id`.
fn cursor_text(cursor: &PostCursor) -> String {
    format!("{}.{}", cursor.at.millis(), cursor.id)
}

/// The place such a text names; `None` for a text of somebody else's, which then shows the first page.
fn cursor(text: &str) -> Option<PostCursor> {
    let (at, id) = text.split_once('.')?;
    Some(PostCursor { at: Timestamp::from_millis(at.parse().ok()?), id: id.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_its_link() {
        let at = Timestamp::from_millis(-5);
        let place = PostCursor { at, id: PostId::new(at, [7; 10]) };
        assert_eq!(cursor(&cursor_text(&place)), Some(place));
        for wrong in ["", ".", "5", "5.x", "x.5"] {
            assert_eq!(cursor(wrong), None, "{wrong}");
        }
    }
}
