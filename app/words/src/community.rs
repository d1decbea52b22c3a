//! Comments in words.

use domain::{
    comment::{CommentState, ReplyState, Shown},
    community::CommunityRole,
    network::Network,
    time::Timestamp,
    zone::Zone,
};

use crate::{clock, say};

/// The word for a part of the queue.
#[must_use]
pub fn shown(shown: Shown) -> &'static str {
    match shown {
        Shown::New => say!(community.is.new),
        Shown::Answered => say!(community.is.answered),
        Shown::Hidden => say!(community.is.hidden),
        Shown::Assigned => say!(community.is.assigned),
        Shown::Done => say!(community.is.done),
    }
}

/// The word for how far a comment is.
#[must_use]
pub fn comment_state(state: CommentState) -> &'static str {
    match state {
        CommentState::New => say!(community.is.new),
        CommentState::Answered => say!(community.is.answered),
        CommentState::Done => say!(community.is.done),
        CommentState::Own => say!(community.is.own),
    }
}

/// The word on an answer's badge.
#[must_use]
pub fn reply_state(state: &ReplyState) -> &'static str {
    match state {
        ReplyState::Proposed => say!(community.reply.proposed),
        ReplyState::Waiting { .. } => say!(community.reply.waiting),
        ReplyState::Sending { .. } => say!(community.reply.sending),
        ReplyState::Unknown { asks: false, .. } => say!(community.reply.looking),
        ReplyState::Unknown { asks: true, .. } => say!(community.reply.asks),
        ReplyState::Sent { .. } => say!(community.reply.sent),
        ReplyState::Failed { .. } => say!(community.reply.failed),
    }
}

/// Why an answer is where it is; empty for one that is there. `who` is the person its channel is linked from, `ago` when it was
/// sent.
#[must_use]
pub fn why_reply(state: &ReplyState, who: &str, network: Network, ago: String) -> String {
    let name = network.name();
    match state {
        ReplyState::Proposed => say!(community.reply.why_proposed).to_owned(),
        ReplyState::Waiting { cause: Some(cause) } => {
            say!(community.reply.why_lost, cause = crate::cause(cause, who, network))
        }
        ReplyState::Waiting { cause: None } => say!(community.reply.why_waiting, network = name),
        ReplyState::Sending { .. } => say!(community.reply.why_sending, network = name),
        ReplyState::Unknown { asks: false, .. } => {
            say!(community.reply.why_looking, network = name)
        }
        ReplyState::Unknown { asks: true, .. } => {
            say!(community.reply.why_asks, ago, network = name)
        }
        ReplyState::Sent { .. } => String::new(),
        ReplyState::Failed { says, .. } if says.is_empty() => {
            say!(community.reply.failed_silent, network = name)
        }
        ReplyState::Failed { says, .. } => {
            say!(community.reply.failed_says, network = name, says = says.as_str())
        }
    }
}

/// The name of a role.
#[must_use]
pub fn community_role(role: CommunityRole) -> &'static str {
    match role {
        CommunityRole::Editor => say!(community.role.editor),
        CommunityRole::Operator => say!(community.role.operator),
        CommunityRole::Manager => say!(community.role.manager),
    }
}

/// What a role may.
#[must_use]
pub fn community_role_may(role: CommunityRole) -> &'static str {
    match role {
        CommunityRole::Editor => say!(community.role.editor_may),
        CommunityRole::Operator => say!(community.role.operator_may),
        CommunityRole::Manager => say!(community.role.manager_may),
    }
}

/// What it costs that so many channels cannot be heard since then, as a sentence.
#[must_use]
pub fn missing_comments(since: Timestamp, channels: usize, zone: &Zone, now: Timestamp) -> String {
    let time = clock::since(since, zone, now);
    match channels {
        1 => say!(community.missing_one, time),
        _ => say!(community.missing_many, time),
    }
}
