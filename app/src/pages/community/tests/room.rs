//! A small workspace: two channels, and somebody who looks.

use std::sync::Arc;

use domain::{
    channel::{Link, LinkedChannel},
    comment::{Comment, CommentState, Reply, ReplyState},
    community::CommunityRole,
    event::EventId,
    health::{Health, Losses},
    id::{ChannelId, CommentId, PersonId, ProfileId, ReplyId, WorkspaceId},
    network::Network,
    time::{Span, Timestamp},
    zone::Zone,
};
use leptos::prelude::*;

use super::super::{asked::Asked, queue::Shown};
use crate::{
    backend::{
        Lost, MasterAccount, Mending,
        community::{CommentsPage, Counter, Heard, Thread},
    },
    sent::{Untaken, Why},
};

/// Thursday, 3 December 2026, 13:00 in Prague.
pub(super) const NOW: Timestamp = Timestamp::from_seconds(1_796_299_200);

/// The queue, before it is drawn.
pub(super) struct Page {
    pub(super) counter: Counter,
    pub(super) comments: Vec<(Comment, Vec<Reply>)>,
    pub(super) other: Option<Comment>,
}

/// Who looks.
pub(super) fn person() -> PersonId {
    PersonId::new(NOW, [1; 10])
}

fn channel(number: u8, network: Network, name: &str, role: CommunityRole) -> Heard {
    let profile = ProfileId::new(NOW, [number; 10]);
    let link = Link {
        profile,
        name: "Ada Novak".into(),
        health: Health::Connected { until: None },
        losses: Losses::default(),
    };
    let channel = LinkedChannel {
        id: ChannelId::new(NOW, [number; 10]),
        network,
        remote_id: number.to_string(),
        name: name.into(),
        avatar: None,
        links: vec![link],
    };
    Heard {
        channel,
        role,
        reads: true,
        replies: true,
        hides: true,
        likes: true,
        heard_until: Some(NOW.before(Span::minutes(2))),
        unheard: Vec::new(),
    }
}

/// What somebody of this role sees of these comments.
pub(super) fn queue(role: CommunityRole, comments: Vec<(Comment, Vec<Reply>)>) -> Page {
    let workspace = WorkspaceId::new(NOW, [0; 10]);
    let master = MasterAccount { name: "Mara Havel".into(), email: "mara@relink.test".into() };
    let mending = Mending::Ask { workspace, masters: vec![master] };
    let counter = Counter {
        workspace,
        person: person(),
        mends: false,
        now: NOW,
        as_of: EventId(7),
        zone: Zone::named("Europe/Prague").unwrap(),
        channels: vec![
            channel(1, Network::Facebook, "Bakery Brno", role),
            channel(2, Network::X, "Nordic Bikes", role),
        ],
        counts: [1, 0, 0, 0, 0],
        lost: Lost { now: NOW, profiles: Vec::new(), mending },
        members: vec![(person(), "Jonas Weber".into())],
    };
    Page { counter, comments, other: None }
}

/// A comment, an hour old for each number.
pub(super) fn comment(number: u8) -> Comment {
    let at = NOW.before(Span::hours(i64::from(number)));
    Comment {
        id: CommentId::new(at, [number; 10]),
        channel: ChannelId::new(NOW, [1; 10]),
        remote_id: number.to_string(),
        post: "1".into(),
        parent: None,
        author: Some("Eva Mala".into()),
        text: "Do you deliver to Brno as well?".into(),
        at,
        heard_at: at,
        is_late: false,
        state: CommentState::New,
        is_hidden: false,
        is_liked: false,
        assignee: None,
        version: 1,
    }
}

/// An answer of whoever looks to the first comment.
pub(super) fn reply(state: ReplyState) -> Reply {
    Reply {
        id: ReplyId::new(NOW, [3; 10]),
        comment: comment(1).id,
        channel: comment(1).channel,
        text: "Yes, every Tuesday.".into(),
        author: person(),
        made_at: NOW,
        state,
        step: 1,
    }
}

/// Something that was not done with the comment of this number.
pub(super) fn untaken(number: u8, text: &str, why: Why) -> Untaken {
    Untaken { comment: comment(number).id, reply: None, text: text.into(), why }
}

/// The queue's HTML.
pub(super) fn drawn(page: &Page, untaken: Option<Untaken>) -> String {
    let list = CommentsPage { comments: page.comments.clone(), next: None };
    let other = page.other.clone().map(|comment| Thread {
        post: None,
        comments: vec![comment.clone()],
        comment,
        replies: Vec::new(),
    });
    let found = (Arc::new(page.counter.clone()), list, other);
    let asked = Asked::default();
    Owner::new().with(|| view! { <Shown found asked untaken /> }.to_html())
}
