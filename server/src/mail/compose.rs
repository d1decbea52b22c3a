//! What a letter says: a subject, and a text with its link on a line of its own, which is what phones make a button of.

mod notice;
mod support;

use app::paths;
use domain::{time::Timestamp, zone::Zone};
use engine::{
    telling::{Asked, Letter, Message, SignInChange},
    vault::Token,
};
use words::say;

pub(crate) use self::notice::{link_to, told};

/// A letter in words.
pub(crate) struct Composed {
    /// Its subject: one line, whatever names are in it.
    pub(crate) subject: String,
    /// Its text, with lines that end in `\n`.
    pub(crate) text: String,
    /// Where an answer to it goes, if that is another address than its sender's.
    pub(crate) reply_to: Option<String>,
    /// What letters that belong together have in common.
    pub(crate) thread: Option<String>,
}

/// Puts a letter into words of its reader's language. `origin` is the address people reach us at.
pub(crate) fn compose(letter: &Letter, origin: &str) -> Composed {
    words::speaking(letter.language, || spoken(letter, origin))
}

fn spoken(letter: &Letter, origin: &str) -> Composed {
    let secret = letter.secret.as_ref().map_or("", Token::expose);
    let at = |path: String| format!("{origin}{path}");
    let (subject, paragraphs) = match &letter.message {
        Message::Invitation { workspace, by, role, until, .. } => {
            let (workspace, by) = (workspace.as_str(), by.as_str());
            let role = match role.mends_profiles() {
                true => say!(team.master),
                false => say!(team.regular),
            };
            let paragraphs = vec![
                say!(letter.invitation.lead, by, workspace, role),
                at(paths::join(secret)),
                say!(letter.ends, date = date(*until)),
                say!(letter.unexpected).to_owned(),
            ];
            (say!(letter.invitation.subject, by, workspace), paragraphs)
        }
        Message::NewPassword { until } => {
            let paragraphs = vec![
                say!(letter.password.lead).to_owned(),
                at(paths::reset(secret)),
                say!(letter.password.ends, date = date(*until)),
                say!(letter.password.unexpected).to_owned(),
            ];
            (say!(letter.password.subject).to_owned(), paragraphs)
        }
        Message::Link(asked) => asks(asked, at(paths::link(secret)), false),
        Message::Reminder(asked) => asks(asked, at(paths::link(secret)), true),
        Message::Notice(told) => notice::notice(told, letter.at, origin),
        Message::Test { workspace, by } => {
            let (workspace, by) = (workspace.as_str(), by.as_str());
            let paragraphs = vec![say!(letter.trial.lead, by, workspace), origin.to_owned()];
            (say!(letter.trial.subject).to_owned(), paragraphs)
        }
        Message::Support(said) => support::said(said, letter.secret.is_some(), origin),
        Message::SignIn { change, from } => sign_in(*change, from, letter.at, origin),
    };
    let said = match &letter.message {
        Message::Support(said) => Some(said),
        _ => None,
    };
    Composed {
        subject: one_line(&subject),
        text: paragraphs.join("\n\n") + "\n",
        reply_to: said.and(letter.secret.as_ref()).map(|address| address.expose().to_owned()),
        thread: said.map(|said| said.conversation.to_string()),
    }
}

/// A reconnect link, for the first time or once more.
fn asks(asked: &Asked, address: String, is_again: bool) -> (String, Vec<String>) {
    let Asked { workspace, by, network, profile, note, until, .. } = asked;
    let (workspace, by, network) = (workspace.as_str(), by.as_str(), network.name());
    let subject = match profile {
        Some(name) => say!(link.title, name = name.as_str(), network),
        None => say!(link.title_new, workspace, network),
    };
    let subject = if is_again { say!(letter.link.again, subject) } else { subject };
    let lead = match profile {
        Some(_) => say!(link.lead, asker = by, workspace, network),
        None => say!(link.lead_new, asker = by, workspace, network),
    };
    let named = profile.as_deref().map(|name| say!(link.sign_in_as, name, network));
    let note = (!note.is_empty()).then(|| say!(letter.link.note, by, note = note.as_str()));
    let paragraphs = [Some(lead), note, named, Some(say!(letter.link.open).to_owned())]
        .into_iter()
        .flatten()
        .chain([
            address,
            say!(letter.ends, date = date(*until)),
            say!(letter.link.stranger, asker = by, workspace),
        ])
        .collect();
    (subject, paragraphs)
}

/// How somebody's signing in has changed, and what to do if it was not they.
fn sign_in(change: SignInChange, from: &str, at: Timestamp, origin: &str) -> (String, Vec<String>) {
    let subject = match change {
        SignInChange::Password => say!(letter.sign_in.password),
        SignInChange::SecondFactorOn => say!(letter.sign_in.second_on),
        SignInChange::SecondFactorOff => say!(letter.sign_in.second_off),
        SignInChange::RecoveryCodes => say!(letter.sign_in.codes),
        SignInChange::PasskeyAdded => say!(letter.sign_in.passkey),
    };
    let paragraphs = vec![
        say!(letter.sign_in.lead, subject, date = date(at), from),
        say!(letter.sign_in.not_you).to_owned(),
        format!("{origin}{}", paths::FORGOTTEN),
        say!(letter.sign_in.look).to_owned(),
    ];
    (subject.to_owned(), paragraphs)
}

/// The day and the time of a moment, in universal time: nobody knows where the reader is.
fn date(until: Timestamp) -> String {
    let zone = Zone::utc();
    let day = words::clock::day_year(zone.wall(until).date);
    format!("{day}, {} UTC", words::clock::time_of(until, &zone))
}

/// Names may hold anything; a header holds one line (RFC 5322, section 2.2).
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
