//! What the pages of Community Management read, from the engine.

use app::{
    backend::{
        MasterAccount,
        community::{
            CommentsPage, CommentsQuery, Community, Counter, Heard, PersonRoles, Roles, Thread,
        },
    },
    error::Error,
};
use async_trait::async_trait;
use domain::{account::Viewer, health::Ability, id::CommentId, time::Timestamp};
use engine::{
    apps::community::{HeardChannel, Wanted},
    ports::store::comments::CommentCursor,
};

use super::{Bound, lost::lost, wire};

/// How many comments a page of the queue shows.
const PAGE: u32 = 50;

#[async_trait]
impl Community for Bound {
    async fn counter(&self, viewer: &Viewer) -> Result<Counter, Error> {
        let engine = &self.state.engine;
        let counter = engine.counter(viewer).await.map_err(wire)?;
        let zone = engine.timetable(viewer).await.map_err(wire)?.zone;
        let masters = engine.master_accounts(viewer).await.map_err(wire)?;
        let masters: Vec<_> =
            masters.into_iter().map(|(name, email)| MasterAccount { name, email }).collect();
        let now = self.state.clock.now();
        let channels: Vec<_> =
            counter.channels.into_iter().map(|heard| self.heard(heard)).collect();
        let read = channels.iter().filter(|heard| heard.reads);
        let linked: Vec<_> = read.clone().map(|heard| heard.channel.clone()).collect();
        let lost = lost(viewer, now, &linked, Ability::Comments, &masters, |ids| {
            let blind = read.clone().filter(|heard| ids.contains(&heard.channel.id));
            match blind.filter_map(blind_since).min() {
                Some(since) => words::missing_comments(since, ids.len(), &zone, now),
                None => String::new(),
            }
        });
        let lost = self.with_asks(viewer, lost, &linked).await?;
        Ok(Counter {
            workspace: viewer.workspace,
            person: viewer.person,
            mends: viewer.role.mends_profiles(),
            now,
            as_of: counter.as_of,
            zone,
            counts: counter.counts,
            members: counter.members.into_iter().map(|it| (it.person, it.name)).collect(),
            lost,
            channels,
        })
    }

    async fn comments(&self, viewer: &Viewer, query: CommentsQuery) -> Result<CommentsPage, Error> {
        let wanted = Wanted {
            channel: query.channel,
            network: query.network,
            shown: query.shown,
            assignee: query.assignee,
            after: query.after.as_deref().and_then(cursor),
            limit: PAGE,
        };
        let queue = self.state.engine.comments(viewer, &wanted).await.map_err(wire)?;
        let next = queue.next.as_ref().map(cursor_text);
        Ok(CommentsPage { comments: queue.comments, next })
    }

    async fn thread(&self, viewer: &Viewer, comment: CommentId) -> Result<Thread, Error> {
        let thread = self.state.engine.thread(viewer, comment).await.map_err(wire)?;
        let engine::apps::community::Thread { comment, post, comments, replies } = thread;
        Ok(Thread { comment, post, comments, replies })
    }

    async fn roles(&self, viewer: &Viewer) -> Result<Roles, Error> {
        let roles = self.state.engine.roles(viewer).await.map_err(wire)?;
        let people = roles.people.into_iter().map(|one| PersonRoles {
            person: one.member.person,
            name: one.member.name,
            email: one.member.email,
            roles: one.roles,
            scheduler: one.scheduler,
        });
        Ok(Roles {
            workspace: viewer.workspace,
            channels: roles.channels,
            people: people.collect(),
            masters: roles.masters.into_iter().map(|member| member.name).collect(),
        })
    }
}

impl Bound {
    fn heard(&self, heard: HeardChannel) -> Heard {
        let ways = self.state.engine.ways(heard.channel.network);
        let can = ways.map(|ways| ways.moderation).unwrap_or_default();
        Heard {
            role: heard.role,
            reads: ways.is_some_and(|ways| ways.reads_comments),
            replies: can.reply,
            hides: can.hide,
            likes: can.like,
            heard_until: heard.listening.and_then(|listening| listening.heard_until),
            unheard: heard.unheard.into_iter().map(|gap| (gap.from, gap.until)).collect(),
            channel: heard.channel,
        }
    }
}

/// Since when what is written below a channel's posts does not arrive.
fn blind_since(heard: &Heard) -> Option<Timestamp> {
    heard.heard_until.or_else(|| heard.channel.loss(Ability::Comments).map(|loss| loss.since))
}

/// A place in the order, for the link to the next page: `milliseconds.id`.
fn cursor_text(cursor: &CommentCursor) -> String {
    format!("{}.{}", cursor.at.millis(), cursor.id)
}

/// The place such a text names; `None` for a text of somebody else's, which then shows the first page.
fn cursor(text: &str) -> Option<CommentCursor> {
    let (at, id) = text.split_once('.')?;
    Some(CommentCursor { at: Timestamp::from_millis(at.parse().ok()?), id: id.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_its_link() {
        let at = Timestamp::from_millis(-5);
        let place = CommentCursor { at, id: CommentId::new(at, [7; 10]) };
        assert_eq!(cursor(&cursor_text(&place)), Some(place));
        for wrong in ["", ".", "5", "5.x", "x.5"] {
            assert_eq!(cursor(wrong), None, "{wrong}");
        }
    }
}
