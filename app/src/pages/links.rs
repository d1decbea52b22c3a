//! Reconnect links: what became of those that were made, and a form that makes one. HTML, all of it.

use domain::{
    id::ProfileId,
    link::{Link, LinkState, Rhythm},
    time::Timestamp,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use words::{say, several};

use super::Signed;
use crate::{
    api,
    backend::links::{LinkRow, Linkable, LinksPage},
    error::Error,
    parts::{Framed, Trouble},
    paths,
    sent::LinkSent,
    when,
};

/// How long a link can be good, in days; the second is what is offered first.
const DAYS: [i64; 5] = [1, 3, 7, 14, 30];
const USUAL_DAYS: &str = "3";

/// The page. Whom a link is wanted for may stand in its address.
#[component]
pub(crate) fn Links(viewer: Signed) -> impl IntoView {
    let wanted = use_query_map().get_untracked().get("profile");
    let wanted = wanted.and_then(|id| id.parse::<ProfileId>().ok());
    let read = Resource::new(|| (), move |()| read(viewer, wanted));
    view! {
        <Title text=say!(link.page) />
        <Framed viewer>
            <div class="heading">
                <h1>{say!(link.page)}</h1>
                <p class="lead">{say!(link.lead_page)}</p>
            </div>
            <Suspense>
                {move || Suspend::new(async move {
                    match read.await {
                        Ok(page) => view! { <Shown page wanted /> }.into_any(),
                        Err(error) => view! { <Trouble error here=paths::LINKS /> }.into_any(),
                    }
                })}
            </Suspense>
        </Framed>
    }
}

async fn read(viewer: Signed, wanted: Option<ProfileId>) -> Result<LinksPage, Error> {
    let viewer = viewer.await?.ok_or(Error::NotSignedIn)?;
    api::read_links(viewer.workspace, wanted).await
}

#[component]
fn Shown(page: LinksPage, wanted: Option<ProfileId>) -> impl IntoView {
    let typed = use_context::<LinkSent>().unwrap_or_else(|| LinkSent {
        target: wanted.map(|profile| profile.to_string()).unwrap_or_default(),
        days: USUAL_DAYS.into(),
        send: true,
        ..LinkSent::default()
    });
    let now = page.now;
    let workspace = page.workspace.to_string();
    let rows = page
        .links
        .iter()
        .map(|row| view! { <Row row=row.clone() workspace=workspace.clone() now /> })
        .collect_view();
    let list = if page.links.is_empty() {
        view! {
            <div class="empty">
                <h2>{say!(link.none_title)}</h2>
                <p>{say!(link.none_lead)}</p>
            </div>
        }
        .into_any()
    } else {
        view! {
            <h2>{say!(link.list)}</h2>
            <ul class="rows">{rows}</ul>
        }
        .into_any()
    };
    view! {
        <Make page typed />
        {list}
    }
}

/// The form.
#[component]
fn Make(page: LinksPage, typed: LinkSent) -> impl IntoView {
    let wrong = typed.wrong.map(|field| {
        let says = match field {
            "recipient" => say!(link.wrong_recipient),
            "note" => say!(link.wrong_note),
            _ => say!(link.wrong_other),
        };
        view! {
            <p class="form-error" role="alert" id="wrong">
                {says}
            </p>
        }
    });
    let (needing, others): (Vec<_>, Vec<_>) = page.profiles.iter().partition(|it| it.needs_it);
    let option = |it: &Linkable| {
        let words = say!(link.of_network, name = it.name.as_str(), network = it.network.name());
        let value = it.profile.to_string();
        let is_chosen = value == typed.target;
        view! {
            <option value=value selected=is_chosen>
                {words}
            </option>
        }
    };
    let group = |label: &'static str, profiles: Vec<&Linkable>| {
        (!profiles.is_empty()).then(|| {
            let options = profiles.into_iter().map(option).collect_view();
            view! { <optgroup label=label>{options}</optgroup> }
        })
    };
    let networks = page
        .networks
        .iter()
        .map(|network| {
            let is_chosen = network.slug() == typed.target;
            view! {
                <option value=network.slug() selected=is_chosen>
                    {say!(link.for_new_at, network = network.name())}
                </option>
            }
        })
        .collect_view();
    let days = DAYS
        .map(|days| {
            let words = match days {
                1 => say!(link.lasts_one).to_owned(),
                count => several!(count; link.lasts_few | link.lasts_many, count),
            };
            let is_chosen = days.to_string() == typed.days;
            view! {
                <option value=days.to_string() selected=is_chosen>
                    {words}
                </option>
            }
        })
        .collect_view();
    view! {
        <section class="panel" aria-labelledby="new">
            <h2 id="new">{say!(link.new)}</h2>
            {wrong}
            <form class="form" method="post" action=paths::LINKS>
                <input type="hidden" name="workspace" value=page.workspace.to_string() />
                <p class="field">
                    <label for="target">{say!(link.target)}</label>
                    <select id="target" name="target" required>
                        {group(say!(link.for_mend), needing)}
                        {group(say!(link.for_others), others)}
                        <optgroup label=say!(link.for_new)>{networks}</optgroup>
                    </select>
                </p>
                <p class="field">
                    <label for="note">{say!(link.note)}</label>
                    <textarea id="note" name="note" rows="2" maxlength="500" prop:value=typed.note.clone()>
                        {typed.note.clone()}
                    </textarea>
                </p>
                <p class="field">
                    <label for="days">{say!(link.lasts)}</label>
                    <select id="days" name="days">
                        {days}
                    </select>
                </p>
                <p class="field">
                    <label for="recipient">{say!(link.recipient)}</label>
                    <input
                        id="recipient"
                        name="recipient"
                        type="email"
                        maxlength="254"
                        aria-describedby="recipient-hint"
                        value=typed.recipient.clone()
                    />
                    <small id="recipient-hint">{say!(link.recipient_hint)}</small>
                </p>
                {page.sends_letters.then(|| view! { <Sending typed=typed.clone() /> })}
                <button class="button button-main">{say!(link.make)}</button>
            </form>
        </section>
    }
}

/// Whether the link is sent to its recipient, and how often they are reminded of it.
#[component]
fn Sending(typed: LinkSent) -> impl IntoView {
    let rhythms = Rhythm::ALL
        .map(|rhythm| {
            let words = match rhythm {
                Rhythm::Never => say!(link.remind_never),
                Rhythm::Daily => say!(link.remind_daily),
                Rhythm::EveryThreeDays => say!(link.remind_three),
                Rhythm::Weekly => say!(link.remind_weekly),
            };
            let days = rhythm.days().to_string();
            let is_chosen = days == typed.remind;
            view! {
                <option value=days selected=is_chosen>
                    {words}
                </option>
            }
        })
        .collect_view();
    view! {
        <label class="choice">
            <input type="checkbox" name="send" checked=typed.send />
            {say!(link.send)}
        </label>
        <p class="field">
            <label for="remind">{say!(link.remind)}</label>
            <select id="remind" name="remind" aria-describedby="remind-hint">
                {rhythms}
            </select>
            <small id="remind-hint">{say!(link.remind_hint)}</small>
        </p>
    }
}

/// One link: whom it is for, where it stands, and how it is taken back.
#[component]
fn Row(row: LinkRow, workspace: String, now: Timestamp) -> impl IntoView {
    let LinkRow { link, asker, name } = row;
    let network = link.network.name();
    let title = match &name {
        Some(name) => say!(link.of_network, name = name.as_str(), network),
        None => say!(link.for_new_at, network),
    };
    let state = link.state(now);
    let facts = facts(&link, state, now).join(" ");
    let made = say!(link.made_by, asker, ago = when::roughly_ago(link.made_at, now));
    let note = (!link.note.is_empty()).then(|| view! { <p class="quiet">{link.note.clone()}</p> });
    let revoke = link.is_open(now).then(|| {
        let label = say!(link.revoke_name, name = title.as_str());
        view! {
            <form method="post" action=paths::revoke_link(link.id)>
                <input type="hidden" name="workspace" value=workspace />
                <button class="button" aria-label=label>
                    {say!(link.revoke)}
                </button>
            </form>
        }
    });
    view! {
        <li class="panel row" data-link=link.id.to_string() data-state=slug(state)>
            <div>
                <h3>{title}</h3>
                <p>
                    <strong class="state">{words(state)}</strong>
                    " "
                    {facts}
                </p>
                {note}
                <p class="quiet">{made}</p>
            </div>
            {revoke}
        </li>
    }
}

fn facts(link: &Link, state: LinkState, now: Timestamp) -> Vec<String> {
    let ago = |at| when::roughly_ago(at, now);
    let to = link.recipient.as_deref().map(|recipient| say!(link.to, recipient));
    let reminded = match link.reminded {
        0 => None,
        1 => Some(say!(link.reminded_one).to_owned()),
        count => Some(say!(link.reminded_many, count)),
    };
    let what = match state {
        LinkState::Made | LinkState::Revoked | LinkState::Expired => None,
        LinkState::Opened => link.opened_at.map(|at| say!(link.opened_ago, ago = ago(at))),
        LinkState::WrongPersonCame => link
            .wrong
            .as_ref()
            .map(|(at, who)| say!(link.came, name = who.name.as_str(), ago = ago(*at))),
        LinkState::Done => link.done_at.map(|at| say!(link.done_ago, ago = ago(at))),
    };
    let ends = link.is_open(now).then(|| say!(link.ends, span = when::ahead(link.ends_at, now)));
    [to, what, reminded, ends].into_iter().flatten().collect()
}

fn words(state: LinkState) -> &'static str {
    match state {
        LinkState::Made => say!(link.made),
        LinkState::Opened => say!(link.opened),
        LinkState::WrongPersonCame => say!(link.state_wrong),
        LinkState::Done => say!(link.done),
        LinkState::Revoked => say!(link.revoked),
        LinkState::Expired => say!(link.expired),
    }
}

const fn slug(state: LinkState) -> &'static str {
    match state {
        LinkState::Made => "made",
        LinkState::Opened => "opened",
        LinkState::WrongPersonCame => "wrong-person",
        LinkState::Done => "done",
        LinkState::Revoked => "revoked",
        LinkState::Expired => "expired",
    }
}
