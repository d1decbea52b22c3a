//! How far a post is: a word, an icon, a colour, and why.

use domain::{
    channel::LinkedChannel,
    health::Ability,
    network::Network,
    post::{Hold, NeedsRenewal, Post, PostState, Question, WaitFor, needs_renewal},
    scheduling::SchedulerRole,
};
use leptos::prelude::*;
use words::{clock, say};

use crate::{backend::scheduler::Desk, parts::Icon, paths, when};

/// The word for a state, with its icon.
#[component]
pub(super) fn Badge(state: PostState) -> impl IntoView {
    view! {
        <span class="badge" data-state=state.kind().slug()>
            <Icon name=icon(&state) />
            {words::post_state(&state)}
        </span>
    }
}

/// The icon of a state.
pub(super) const fn icon(state: &PostState) -> &'static str {
    match state {
        PostState::Draft | PostState::Returned { .. } => "pencil",
        PostState::Proposed { .. } => "question",
        PostState::Scheduled { waits: None } => "clock",
        PostState::Scheduled { waits: Some(_) } => "cloud",
        PostState::Held { .. } => "pause",
        PostState::Asking { .. } => "question",
        PostState::Publishing { .. } => "send",
        PostState::Published { .. } => "check",
        PostState::Failed { .. } => "alert",
    }
}

/// Why a post is where it is, and the one thing to do about it.
#[component]
pub(super) fn Why(post: Post, desk: Desk) -> impl IntoView {
    let Desk { zone, now, .. } = &desk;
    let channel = desk.channel(post.channel).cloned();
    let network = channel.as_ref().map_or(Network::Facebook, |channel| channel.network);
    let who = channel.as_ref().and_then(|channel| channel.links.first());
    let who_name = who.map(|link| link.name.clone()).unwrap_or_default();
    let ago = |at| when::roughly_ago(at, *now);
    let says = match &post.state {
        PostState::Draft => say!(scheduler.why.draft).to_owned(),
        PostState::Proposed { .. } if post.at.is_some_and(|at| at < *now) => {
            say!(scheduler.why.proposed_passed).to_owned()
        }
        PostState::Proposed { .. } => say!(scheduler.why.proposed).to_owned(),
        PostState::Returned { note, .. } => say!(scheduler.why.returned, note = note.as_str()),
        PostState::Scheduled { waits: None } => String::new(),
        PostState::Scheduled { waits: Some(wait) } => {
            let (network, time) = (network.name(), clock::time_of(wait.until, zone));
            match wait.why {
                WaitFor::Limit => say!(scheduler.why.limit, network, time),
                WaitFor::Network => say!(scheduler.why.network, network, time),
            }
        }
        PostState::Held { why, .. } => words::hold(why, &who_name, network),
        PostState::Asking { question, .. } => {
            let since = match question {
                Question::Late => post.at.unwrap_or(*now),
                Question::IsItOut { sent } => sent.began_at,
            };
            words::question(question, ago(since), network)
        }
        PostState::Publishing { is_lost: false, .. } => {
            say!(scheduler.why.publishing, network = network.name())
        }
        PostState::Publishing { is_lost: true, .. } => {
            say!(scheduler.why.looking, network = network.name())
        }
        PostState::Published { at, .. } => {
            say!(scheduler.why.published, time = clock::moment(*at, zone, *now))
        }
        PostState::Failed { why, .. } => words::unpublished(why, network),
    };
    let sent = matches!(&post.state, PostState::Held { sent: Some(_), .. })
        .then(|| view! { <p class="why">{say!(scheduler.why.held_sent)}</p> });
    let mend = match (&post.state, who) {
        (PostState::Held { why: Hold::Lost(_), .. }, Some(link)) => {
            Some(view! { <Mend desk=desk.clone() profile=link.profile name=link.name.clone() /> })
        }
        _ => None,
    };
    let step = match &post.state {
        PostState::Published { link: Some(link), .. } => Some(
            view! {
                <a class="button" href=link.clone() rel="external noopener" target="_blank">
                    {say!(scheduler.look, network = network.name())}
                </a>
            }
            .into_any(),
        ),
        PostState::Asking { .. } if desk.may(post.channel, SchedulerRole::may_publish) => {
            Some(view! { <a class="button button-main" href=paths::DECISIONS>{say!(scheduler.decide)}</a> }.into_any())
        }
        _ => None,
    };
    view! {
        {(!says.is_empty()).then(|| view! { <p class="why">{says}</p> })}
        {sent}
        {mend}
        {step}
    }
}

/// Refresh for a Master Account; whom to ask, for everybody else.
#[component]
pub(super) fn Mend(desk: Desk, profile: domain::id::ProfileId, name: String) -> impl IntoView {
    if desk.mends {
        view! {
            <a
                class="button button-main mend"
                rel="external"
                href=paths::connect(profile)
                data-window=""
                aria-label=say!(row.refresh_name, name = name.as_str())
            >
                <Icon name="refresh" />
                {say!(row.refresh_name, name = name.as_str())}
            </a>
        }
        .into_any()
    } else {
        let names = names(&desk);
        view! { <p class="why">{say!(scheduler.ask_refresh, names, profile = name)}</p> }.into_any()
    }
}

/// The renewal that a post needs which is to go out then.
pub(super) fn beyond(post: &Post, desk: &Desk) -> Option<NeedsRenewal> {
    if !matches!(post.state, PostState::Scheduled { .. }) {
        return None;
    }
    needs_renewal(desk.channel(post.channel)?, post.at?)
}

/// A warning that a post lies beyond what its token will live.
#[component]
pub(super) fn Beyond(needs: NeedsRenewal, desk: Desk) -> impl IntoView {
    let by = clock::moment(needs.by, &desk.zone, desk.now);
    let name = needs.name.clone();
    let how = if desk.mends { say!(scheduler.beyond_how) } else { say!(scheduler.beyond_how_ask) };
    view! {
        <div class="beyond">
            <Icon name="clock" />
            <div>
                <p>
                    <strong>{say!(scheduler.beyond, name, by)}</strong>
                    " "
                    {how}
                </p>
                <Renew desk profile=needs.profile name=needs.name />
            </div>
        </div>
    }
}

/// "Renew" for a Master Account; whom to ask, for everybody else.
#[component]
pub(super) fn Renew(desk: Desk, profile: domain::id::ProfileId, name: String) -> impl IntoView {
    if desk.mends {
        view! {
            <a class="button" rel="external" href=paths::connect(profile) data-window="">
                <Icon name="refresh" />
                {say!(scheduler.renew, name)}
            </a>
        }
        .into_any()
    } else {
        view! { <p class="quiet">{say!(scheduler.ask, names = names(&desk))}</p> }.into_any()
    }
}

/// The Master Accounts' names.
pub(super) fn names(desk: &Desk) -> String {
    let names: Vec<_> = desk.masters.iter().map(|master| master.name.as_str()).collect();
    names.join(", ")
}

/// The name of a post's channel.
pub(super) fn channel_name(desk: &Desk, post: &Post) -> String {
    desk.channel(post.channel)
        .map_or_else(|| say!(scheduler.removed_channel).to_owned(), |channel| channel.name.clone())
}

/// Whose profile a post goes out through, where that is a backup's.
pub(super) fn backup(channel: &LinkedChannel) -> Option<String> {
    channel
        .is_on_backup(Ability::Publish)
        .then(|| channel.through(Ability::Publish))
        .flatten()
        .map(|link| say!(scheduler.through, name = link.name.as_str()))
}
