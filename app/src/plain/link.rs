//! What somebody sees who came by a reconnect link: who asks, why, what will be granted and what not; and how it ended.
//!
//! They have no account, so every page stands in the workspace's name and leads nowhere else.

use domain::{
    cause::Cause,
    id::AuthorizationId,
    network::{Asks, Network},
    outcome::{Face, Failure, Outcome, Report},
    time::Timestamp,
};
use leptos::{either::Either, prelude::*};
use words::{say, several};

use super::{
    document::Frame,
    steps::{aside, onward, topics},
};
use crate::{
    parts::{Helps, Hint},
    paths, when,
};

/// How many channels are named.
const NAMED: usize = 12;

/// What a link's page tells.
#[derive(Debug, Clone)]
pub struct Invited {
    /// In whose name: the workspace's.
    pub workspace: String,
    /// Who asks.
    pub asker: String,
    /// What they have to say; may be empty.
    pub note: String,
    /// At which network.
    pub network: Network,
    /// The name of the profile to be mended there; `None` for a new one.
    pub name: Option<String>,
    /// Why it has to be mended; `None` where it works.
    pub why: Option<Cause>,
    /// Its channels, by name.
    pub channels: Vec<String>,
    /// What has to be typed first.
    pub asks: Asks,
    /// Until when the link is good.
    pub until: Timestamp,
    /// The server's time.
    pub now: Timestamp,
    /// The link's secret.
    pub secret: String,
}

/// The page that a reconnect link opens.
#[must_use]
pub fn link_page(invited: Invited, frame: &Frame<'_>) -> String {
    let network = invited.network.name();
    let title = match &invited.name {
        Some(name) => say!(link.title, name = name.as_str(), network),
        None => say!(link.title_new, workspace = invited.workspace.as_str(), network),
    };
    frame.draw(&title, move || body(invited))
}

fn body(invited: Invited) -> AnyView {
    let Invited { workspace, asker, note, network, name, why, channels, asks, until, now, secret } =
        invited;
    let (workspace, site) = (workspace.as_str(), network.name());
    let lead = match &name {
        Some(_) => say!(link.lead, asker = asker.as_str(), workspace, network = site),
        None => say!(link.lead_new, asker = asker.as_str(), workspace, network = site),
    };
    let note = (!note.is_empty()).then(|| {
        view! {
            <blockquote>
                <p>{note}</p>
                <p class="quiet">{asker.clone()}</p>
            </blockquote>
        }
    });
    let why = why.zip(name.as_ref()).map(|(cause, name)| {
        let says = words::cause(&cause, name, network);
        view! { <p>{says} " " <Helps cause /></p> }
    });
    let named =
        name.as_ref().map(|name| say!(link.sign_in_as, name = name.as_str(), network = site));
    let given = items(words::granted(network, workspace));
    let kept = items(words::not_granted(network));
    view! {
        <p class="lead">{lead}</p>
        {why}
        {note}
        {named.map(|named| view! { <p>{named}</p> })}
        {leads(network, asks, &secret)}
        {listed(channels)}
        <h2>{say!(link.given, workspace)}</h2>
        <ul>{given}</ul>
        <h2>{say!(link.kept)}</h2>
        <ul>{kept}</ul>
        <p class="quiet">{say!(link.until, span = when::ahead(until, now))}</p>
        <p class="quiet">{say!(link.stranger, asker = asker.as_str(), workspace)}</p>
    }
    .into_any()
}

fn listed(channels: Vec<String>) -> Option<AnyView> {
    if channels.is_empty() {
        return None;
    }
    let more = channels.len().saturating_sub(NAMED);
    let names = items(channels.into_iter().take(NAMED));
    let more = (more > 0).then(|| view! { <li class="quiet">{several!(more; link.more_one | link.more_few | link.more, count = more)}</li> });
    Some(
        view! {
            <h2>{say!(link.channels)}</h2>
            <ul>{names} {more}</ul>
        }
        .into_any(),
    )
}

fn items<T: Into<String>>(texts: impl IntoIterator<Item = T>) -> AnyView {
    let items = texts.into_iter().map(|text| view! { <li>{text.into()}</li> });
    items.collect_view().into_any()
}

/// The way to the network: a link, or one line to type first.
fn leads(network: Network, asks: Asks, secret: &str) -> impl IntoView + use<> {
    let href = paths::link_leads(secret);
    let go = say!(link.go, network = network.name());
    let typed = match asks {
        Asks::Nothing => return Either::Left(view! { <p class="steps">{onward(href, go)}</p> }),
        Asks::Server => ("server", say!(add.server), Hint::SERVER),
        Asks::Handle => ("handle", say!(add.handle), Hint::HANDLE),
    };
    let (name, label, hint) = typed;
    Either::Right(view! {
        <form class="form" method="get" action=href>
            <p class="field">
                <label for=name>{label}</label>
                <input
                    id=name
                    name=name
                    type="text"
                    placeholder=hint
                    autocapitalize="none"
                    autocomplete="off"
                    spellcheck="false"
                    maxlength="253"
                    required
                />
            </p>
            <button class="button button-main">{go}</button>
        </form>
    })
}

/// The one page for every link that does not work: used up, run out, taken back, or guessed. To be sent with status 404.
#[must_use]
pub fn link_gone_page(frame: &Frame<'_>) -> String {
    frame.draw(say!(link.gone_title), || {
        view! { <p class="lead">{say!(link.gone_lead)}</p> }.into_any()
    })
}

/// There is nowhere at the network to send somebody to; `again` leads to where they can try once more.
#[must_use]
pub fn link_not_left_page(
    failure: &Failure,
    network: Network,
    again: String,
    frame: &Frame<'_>,
) -> String {
    let network = network.name();
    let says = match failure {
        Failure::NoSuchServer => say!(outcome.no_server, network),
        _ => say!(outcome.unavailable_link, network),
    };
    frame.draw(say!(outcome.failed_title), move || {
        view! {
            <p class="lead">{says}</p>
            <p class="steps">{onward(again, say!(outcome.again))}</p>
        }
        .into_any()
    })
}

/// How the round trip ended.
#[derive(Debug, Clone)]
pub struct Ended {
    /// What happened.
    pub report: Report,
    /// In whose name: the workspace's.
    pub workspace: String,
    /// Who asked.
    pub asker: String,
    /// What it can be begun once more by.
    pub authorization: AuthorizationId,
}

/// The page at the end of a round trip that was begun by a link.
#[must_use]
pub fn link_outcome_page(ended: Ended, frame: &Frame<'_>) -> String {
    if matches!(
        &ended.report.outcome,
        Outcome::Failed { failure: Failure::LinkEnded | Failure::ProfileGone, .. }
    ) {
        return link_gone_page(frame);
    }
    let is_good = ended.report.outcome.is_full_success();
    let title = match &ended.report.outcome {
        Outcome::Connected { .. } if is_good => say!(link.thanks),
        Outcome::Connected { .. } => say!(link.almost),
        Outcome::WrongPerson { .. } => say!(outcome.wrong_title),
        Outcome::Failed { .. } => say!(outcome.failed_title),
    };
    frame.draw_verdict(title, is_good, None, move || ending(ended))
}

fn ending(ended: Ended) -> AnyView {
    let topics = topics(&ended.report.outcome);
    view! {
        {how_it_ended(ended)}
        {topics}
    }
    .into_any()
}

fn how_it_ended(ended: Ended) -> AnyView {
    let Ended { report, workspace, asker, authorization } = ended;
    let network = report.network.name();
    let again = |words| onward(paths::link_again(authorization, false), words);
    match report.outcome {
        Outcome::Connected { who, channels, .. } => {
            let lead = say!(link.connected, name = who.name.as_str(), network, workspace);
            let is_whole = channels.missing.is_empty() && channels.unproven.is_empty();
            let left: Vec<_> = channels
                .missing
                .iter()
                .map(|missing| {
                    let how = words::channel_cure(&missing.cause, report.network, &missing.name);
                    format!("{}: {how}", missing.name)
                })
                .chain(channels.unproven)
                .collect();
            let works: Vec<_> = channels.restored.into_iter().chain(channels.new).collect();
            view! {
                <p class="lead">{lead}</p>
                {(!left.is_empty()).then(|| view! {
                    <h2>{say!(outcome.missing)}</h2>
                    <ul>{items(left)}</ul>
                    <p class="steps">{again(say!(outcome.reopen, network))}</p>
                })}
                {(!works.is_empty()).then(|| view! {
                    <h2>{say!(link.works)}</h2>
                    <ul>{items(works)}</ul>
                })}
                {is_whole.then(|| view! { <p>{say!(link.close)}</p> })}
            }
            .into_any()
        }
        Outcome::WrongPerson { expected, came, .. } => {
            let says =
                say!(link.wrong, expected = full_name(&expected), came = full_name(&came), network);
            view! {
                <p class="lead">{says}</p>
                <p class="steps">
                    {onward(paths::link_again(authorization, true), say!(outcome.another))}
                    {aside(paths::link_again(authorization, false), say!(outcome.again))}
                </p>
            }
            .into_any()
        }
        Outcome::Failed { failure, .. } => {
            let says = match failure {
                Failure::Cancelled => say!(outcome.cancelled, network),
                Failure::TooLate => say!(outcome.too_late, network),
                Failure::NoSuchServer => say!(outcome.no_server, network),
                _ => say!(link.failed, network, asker = asker.as_str()),
            };
            view! {
                <p class="lead">{says}</p>
                <p class="steps">{again(say!(outcome.again).to_owned())}</p>
            }
            .into_any()
        }
    }
}

fn full_name(face: &Face) -> String {
    match &face.handle {
        Some(handle) => format!("{} (@{handle})", face.name),
        None => face.name.clone(),
    }
}

/// A link that was just made, to be handed on.
#[derive(Debug, Clone)]
pub struct Handed {
    /// The link.
    pub address: String,
    /// The same as a QR code, as SVG.
    pub qr: String,
    /// The name of the profile it mends.
    pub name: Option<String>,
    /// The network.
    pub network: Network,
    /// Whom it is for, where known.
    pub recipient: Option<String>,
    /// Whether it is on its way to them.
    pub is_sent: bool,
    /// The name of the workspace.
    pub workspace: String,
    /// Until when it is good.
    pub until: Timestamp,
    /// The server's time.
    pub now: Timestamp,
}

/// The page that shows a link, once.
#[must_use]
pub fn link_made_page(handed: Handed, frame: &Frame<'_>) -> String {
    let title = match &handed.name {
        Some(name) => say!(link.made_title, name = name.as_str()),
        None => say!(link.made_title_new, network = handed.network.name()),
    };
    let nonce = frame.nonce.to_owned();
    frame.draw(&title, move || {
        let mail = letter(&handed);
        let Handed { address, qr, until, now, recipient, is_sent, .. } = handed;
        let sent = recipient.filter(|_| is_sent).map(|to| say!(link.sent_to, recipient = to));
        view! {
            {sent.map(|sent| view! { <p role="status">{sent}</p> })}
            <p class="lead">{say!(link.made_lead, span = when::ahead(until, now))}</p>
            <p class="field">
                <label for="address">{say!(link.address)}</label>
                <input id="address" type="text" readonly value=address />
            </p>
            <p class="steps">
                <button class="button button-main" type="button" id="copy" hidden data-done=say!(link.copied)>
                    {say!(link.copy)}
                </button>
                {aside(mail, say!(link.write))}
                {aside(paths::LINKS.to_owned(), say!(link.all))}
            </p>
            <p class="hidden" role="status" id="copied"></p>
            <h2>{say!(link.qr)}</h2>
            <div class="qr" role="img" aria-label=say!(link.qr_alt) inner_html=qr></div>
            <p class="quiet">{say!(link.secret)}</p>
            <script nonce=nonce>{COPY}</script>
        }
        .into_any()
    })
}

/// Copying is the enhancement: without script the button is not there, and the address can be selected.
const COPY: &str = "const b=document.getElementById('copy'),a=document.getElementById('address');\
if(navigator.clipboard){b.hidden=false;b.onclick=()=>navigator.clipboard.writeText(a.value).then(()=>{\
b.textContent=b.dataset.done;document.getElementById('copied').textContent=b.dataset.done})}\
a.onfocus=()=>a.select()";

/// A letter with the link, for the program that the person writes their letters with.
fn letter(handed: &Handed) -> String {
    let network = handed.network.name();
    let workspace = handed.workspace.as_str();
    let address = handed.address.as_str();
    let subject = match &handed.name {
        Some(name) => say!(link.title, name = name.as_str(), network),
        None => say!(link.title_new, workspace, network),
    };
    let body = say!(link.letter, network, address, workspace);
    let to = paths::url_escape(handed.recipient.as_deref().unwrap_or_default());
    let (subject, body) = (paths::url_escape(&subject), paths::url_escape(&body));
    format!("mailto:{to}?subject={subject}&body={body}")
}

#[cfg(test)]
mod tests;
