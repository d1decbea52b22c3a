//! An answer that is not out yet: how far it is, why, and what can be done about it.

use std::sync::Arc;

use domain::comment::{Reply, ReplyState};
use leptos::prelude::*;
use words::{clock, say};

use super::{
    acts::Hidden,
    room::{member, network_of},
    wrong::Wrong,
};
use crate::{backend::community::Counter, parts::Icon, paths, sent::Untaken, when};

/// One answer. `untaken` is what was done with it and not taken.
#[component]
pub(super) fn ReplyLine(
    reply: Reply,
    counter: Arc<Counter>,
    back: String,
    #[prop(optional_no_strip)] untaken: Option<Untaken>,
) -> impl IntoView {
    let heard = counter.channel(reply.channel).cloned();
    let network = network_of(heard.as_ref());
    let who = heard.as_ref().and_then(|heard| heard.channel.links.first());
    let who = who.map(|link| link.name.clone()).unwrap_or_default();
    let time = clock::since(reply.made_at, &counter.zone, counter.now);
    let by = match member(&counter, reply.author) {
        Some(name) => say!(community.reply.by, name, time),
        None => say!(community.reply.by_somebody, time),
    };
    let sent_at = match &reply.state {
        ReplyState::Unknown { began_at, .. } => *began_at,
        _ => reply.made_at,
    };
    let ago = when::roughly_ago(sent_at, counter.now);
    let why = words::why_reply(&reply.state, &who, network, ago);
    let steps = steps(&reply, &counter, back, untaken.as_ref());
    let wrong = untaken.map(|untaken| view! { <Wrong untaken heard /> });
    view! {
        <li class="reply" id=format!("reply-{}", reply.id) data-state=reply.state.slug()>
            <div class="post-head">
                <p class="quiet">{by}</p>
                <span class="badge" data-state=colour(&reply.state)>
                    <Icon name=icon(&reply.state) />
                    {words::reply_state(&reply.state)}
                </span>
            </div>
            <p class="comment-text">{reply.text.clone()}</p>
            <p class="why">{why}</p>
            {wrong}
            {steps}
        </li>
    }
}

/// What the viewer can do about it, if anything: an Operator decides about everything, whoever wrote it about their proposal.
fn steps(
    reply: &Reply,
    counter: &Arc<Counter>,
    back: String,
    untaken: Option<&Untaken>,
) -> Option<AnyView> {
    let heard = counter.channel(reply.channel);
    let may = heard.is_some_and(|heard| heard.role.may_answer());
    let is_own = reply.author == counter.person && reply.state == ReplyState::Proposed;
    if !(may || is_own) {
        return None;
    }
    let asks = matches!(reply.state, ReplyState::Unknown { asks: true, .. });
    if reply.state.may_be_out() && !asks {
        return None;
    }
    let button = |act: &'static str, class: &'static str, words: &'static str| {
        view! {
            <button class=class name="do" value=act>
                {words}
            </button>
        }
    };
    let decide = if asks {
        vec![
            button("is_there", "button button-main", say!(community.reply.is_there)),
            button("is_not_there", "button", say!(community.reply.is_not_there)),
        ]
    } else {
        let words = match &reply.state {
            ReplyState::Proposed => Some(say!(community.reply.send)),
            ReplyState::Failed { .. } => Some(say!(community.reply.send_again)),
            _ => None,
        };
        let send = words.filter(|_| may).map(|words| button("send", "button button-main", words));
        let discard = button("discard", "button button-quiet", say!(community.reply.discard));
        send.into_iter().chain([discard]).collect()
    };
    let change = (!asks).then(|| {
        let typed = untaken.map(|untaken| untaken.text.clone()).filter(|text| !text.is_empty());
        view! { <Change reply=reply.clone() counter=counter.clone() back=back.clone() typed /> }
    });
    let (seen, action) = (reply.step, paths::reply(reply.id));
    Some(
        view! {
            <div class="post-steps">
                <form class="acts" method="post" action=action data-quiet="">
                    <Hidden counter=counter.clone() seen back />
                    <input type="hidden" name="comment" value=reply.comment.to_string() />
                    {decide}
                </form>
                {change}
            </div>
        }
        .into_any(),
    )
}

/// Its text, to be changed; folded until it is wanted, or was not taken.
#[component]
fn Change(
    reply: Reply,
    counter: Arc<Counter>,
    back: String,
    typed: Option<String>,
) -> impl IntoView {
    let field = format!("change-{}", reply.id);
    let save = if matches!(reply.state, ReplyState::Failed { .. }) {
        say!(community.reply.save_again)
    } else {
        say!(community.reply.save)
    };
    let is_open = typed.is_some();
    view! {
        <details open=is_open>
            <summary class="button button-quiet">{say!(community.reply.change)}</summary>
            <form class="answer" method="post" action=paths::reply(reply.id) data-quiet="">
                <Hidden counter seen=reply.step back />
                <input type="hidden" name="comment" value=reply.comment.to_string() />
                <label class="hidden" for=field.clone()>
                    {say!(community.reply.text)}
                </label>
                <textarea id=field name="text" rows="3" required>
                    {typed.unwrap_or(reply.text)}
                </textarea>
                <button class="button" name="do" value="change">
                    {save}
                </button>
            </form>
        </details>
    }
}

/// The icon of a state.
const fn icon(state: &ReplyState) -> &'static str {
    match state {
        ReplyState::Proposed => "pencil",
        ReplyState::Waiting { cause: Some(_) } => "pause",
        ReplyState::Waiting { cause: None } => "cloud",
        ReplyState::Sending { .. } => "send",
        ReplyState::Unknown { .. } => "question",
        ReplyState::Sent { .. } => "check",
        ReplyState::Failed { .. } => "alert",
    }
}

/// The colour of a state, by the words that badges of posts have for it.
const fn colour(state: &ReplyState) -> &'static str {
    match state {
        ReplyState::Proposed => "draft",
        ReplyState::Waiting { .. } => "held",
        ReplyState::Sending { .. } | ReplyState::Unknown { asks: false, .. } => "publishing",
        ReplyState::Unknown { asks: true, .. } => "asking",
        ReplyState::Sent { .. } => "published",
        ReplyState::Failed { .. } => "failed",
    }
}
