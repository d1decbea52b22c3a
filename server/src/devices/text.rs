//! What a device shows: a line, a few more below it, and where they lead.

use app::paths;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use domain::{
    device::Urgency,
    notice::{News, Subject},
    time::Timestamp,
};
use engine::{
    ports::pusher::Push,
    telling::{Item, Notice, PushMessage},
};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use words::{say, several};

use super::encrypt::LONGEST;
use crate::mail::link_to;

/// So many things are listed: a phone shows a few lines.
const LISTED: usize = 3;
/// A heading has at most so many characters, and what stands below it so many.
const LONGEST_TITLE: usize = 120;
const LONGEST_BODY: usize = 400;

/// A message in words.
pub(super) struct Payload {
    /// What the service worker reads.
    pub(super) json: String,
    /// How soon it shall be shown.
    pub(super) urgency: Urgency,
    /// What it takes the place of, where it is about one thing only: an earlier message about the same. It says nothing of
    /// what that is.
    pub(super) topic: Option<String>,
}

/// Puts a message into words.
pub(super) fn payload(push: &Push<'_>, origin: &str) -> Payload {
    let (title, body, path, urgency, topic) = match push.message {
        PushMessage::Test { workspace } => (
            say!(device.text.trial).to_owned(),
            say!(device.text.trial_of, workspace = workspace.as_str()),
            paths::NOTICES.to_owned(),
            Urgency::High,
            None,
        ),
        PushMessage::News(notice) => {
            let (title, body) = told(notice, push.posted_at);
            let topic = match &notice.items[..] {
                [one] if notice.more == 0 => {
                    Some(topic(&push.workspace.to_string(), one.fact.subject))
                }
                _ => None,
            };
            (title, body, leads_to(notice), urgency(notice), topic)
        }
    };
    let write = |body: &str, path: &str| {
        let title = cut(&title, LONGEST_TITLE);
        json!({ "title": title, "body": body, "url": format!("{origin}{path}"), "tag": topic })
            .to_string()
    };
    let body = cut(&body, LONGEST_BODY);
    // Names of any alphabet, written in percent signs: what does not fit is told in fewer words.
    let all = [write(&body, &path), write("", &path), write(&body, paths::HOME)];
    let json = all.into_iter().find(|json| json.len() <= LONGEST);
    Payload { json: json.unwrap_or_else(|| write("", paths::HOME)), urgency, topic }
}

fn told(notice: &Notice, at: Timestamp) -> (String, String) {
    let Notice { workspace, role, zone, items, more } = notice;
    let news: Vec<_> = items.iter().map(|item| (&item.fact, item.news)).collect();
    let title = words::on_a_device(&news, *role);
    let listed = items.iter().take(LISTED);
    let mut lines: Vec<String> = listed
        .flat_map(|Item { fact, news, since, cost }| {
            let mut lines = words::lines((fact, *news), *since, cost, (*role, zone), at);
            if items.len() > 1 {
                lines.truncate(1);
            } else if role.mends_profiles() && lines.len() > 1 {
                // The heading says it.
                lines.remove(0);
            }
            lines
        })
        .collect();
    let left = items.len().saturating_sub(LISTED) + more;
    lines.extend(
        (left > 0).then(|| several!(left; told.more_one | told.more | told.more, count = left)),
    );
    lines.push(workspace.clone());
    (title, lines.join("\n"))
}

/// Where something can be done: two taps from what is told, of which this is the first.
fn leads_to(notice: &Notice) -> String {
    let mends = notice.role.mends_profiles();
    let is_lost =
        |item: &&Item| matches!((item.fact.subject, item.news), (Subject::Lost(_), News::Step(_)));
    if mends && notice.items.iter().filter(is_lost).count() > 1 {
        return paths::WALK.to_owned();
    }
    let first = notice.items.iter().find_map(|item| link_to(&item.fact, item.news, mends));
    first.unwrap_or_else(|| paths::HOME.to_owned())
}

fn urgency(notice: &Notice) -> Urgency {
    let mut all = notice.items.iter().map(|item| Urgency::of(item.fact.subject, item.news));
    all.find(|it| *it == Urgency::High).unwrap_or(Urgency::Normal)
}

/// 32 letters that are the same for the same subject (RFC 8030, section 5.4).
fn topic(workspace: &str, subject: Subject) -> String {
    let subject = match subject {
        // Two links that were used are two pieces of news.
        Subject::LinkUsed(..) => format!("{subject:?}"),
        Subject::Outage(network) => format!("outage {network:?}"),
        Subject::Lost(profile) | Subject::Ending(profile) => format!("profile {profile}"),
        Subject::Asks(channel) => format!("asks {channel}"),
        Subject::Held(channel) => format!("held {channel}"),
    };
    let digest = Sha256::digest(format!("relink topic\n{workspace}\n{subject}"));
    BASE64_URL_SAFE_NO_PAD.encode(&digest[..24])
}

/// A text without controls but line breaks, and not longer than so many characters.
fn cut(text: &str, most: usize) -> String {
    let mut chars = text.chars().filter(|char| *char == '\n' || !char.is_control());
    let mut cut: String = chars.by_ref().take(most).collect();
    if chars.next().is_some() {
        cut.pop();
        cut.push('…');
    }
    cut
}

#[cfg(test)]
mod tests;
